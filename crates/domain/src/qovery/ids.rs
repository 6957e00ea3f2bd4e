//! Qovery's ids.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// The text is not a UUID.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a UUID: 8-4-4-4-12 hexadecimal digits expected")]
pub struct UuidError(String);

/// The text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not an id: 1 to 64 letters, digits, `-` or `_` expected")]
pub struct IdError;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $read:ident, $error:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The id as it stands in an address.
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
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, $error> {
                $read(text).map(Self)
            }
        }
    };
}

id! {
    /// An organization at Qovery: a UUID in lower case.
    OrganizationId, uuid, UuidError
}
id! {
    /// A set of credentials of an organization.
    ///
    /// A UUID today. Its form is Qovery's own, so nothing but its alphabet is checked.
    CredentialsId, opaque, IdError
}
id! {
    /// A cluster of an organization.
    ///
    /// A UUID today. Its form is Qovery's own, so nothing but its alphabet is checked.
    ClusterId, opaque, IdError
}
id! {
    /// A container registry or Helm repository of an organization.
    ///
    /// A UUID today. Its form is Qovery's own, so nothing but its alphabet is checked.
    RegistryId, opaque, IdError
}

fn uuid(text: &str) -> Result<String, UuidError> {
    let is_dash = |i| matches!(i, 8 | 13 | 18 | 23);
    let is_allowed = |(i, b): (usize, u8)| {
        if is_dash(i) {
            b == b'-'
        } else {
            b.is_ascii_hexdigit()
        }
    };
    if text.len() == 36 && text.bytes().enumerate().all(is_allowed) {
        Ok(text.to_ascii_lowercase())
    } else {
        Err(UuidError(text.to_owned()))
    }
}

fn opaque(text: &str) -> Result<String, IdError> {
    let is_allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    if (1..=64).contains(&text.len()) && text.bytes().all(is_allowed) {
        Ok(text.to_owned())
    } else {
        Err(IdError)
    }
}
