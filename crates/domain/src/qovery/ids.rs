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

uuid!(OrganizationId, "An organization at Qovery.");
uuid!(CredentialsId, "A set of credentials of an organization.");
uuid!(ClusterId, "A cluster of an organization.");
