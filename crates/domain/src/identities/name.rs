//! What a role or a user is told apart by.

use std::fmt;

/// The name that the IAM API calls a role or a user by. One of each may have the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentityName {
    /// `RoleName`
    Role(String),
    /// `UserName`
    User(String),
}

impl fmt::Display for IdentityName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Role(name) | Self::User(name) => formatter.write_str(name),
        }
    }
}
