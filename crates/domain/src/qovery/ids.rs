//! Qovery's ids.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// The text is not a UUID.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a UUID: 8-4-4-4-12 hexadecimal digits expected")]
pub struct UuidError(String);

macro_rules! uuid {
    ($name:ident, $doc:literal) => {
        #[doc = $doc]
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The UUID in lower case.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = UuidError;

            fn from_str(text: &str) -> Result<Self, UuidError> {
                let dash = |i| matches!(i, 8 | 13 | 18 | 23);
                let sound = text.len() == 36
                    && text.bytes().enumerate().all(|(i, b)| {
                        if dash(i) {
                            b == b'-'
                        } else {
                            b.is_ascii_hexdigit()
                        }
                    });
                if sound {
                    Ok(Self(text.to_ascii_lowercase()))
                } else {
                    Err(UuidError(text.to_owned()))
                }
            }
        }
    };
}

/// The text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not an id: 1 to 64 letters, digits, `-` or `_` expected")]
pub struct IdError;

macro_rules! opaque {
    ($name:ident, $doc:literal) => {
        #[doc = $doc]
        ///
        /// A UUID today. Its form is Qovery's own, so nothing but its alphabet is checked.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The id as Qovery writes it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let is_allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
                if (1..=64).contains(&text.len()) && text.bytes().all(is_allowed) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(IdError)
                }
            }
        }
    };
}

uuid!(OrganizationId, "An organization at Qovery.");
opaque!(CredentialsId, "A set of credentials of an organization.");
opaque!(ClusterId, "A cluster of an organization.");
