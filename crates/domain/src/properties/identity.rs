//! The identity that a stack's properties name.

use super::{Method, Properties, UserProperties};
use crate::{aws::arn::RoleArn, identities::IdentityName};

/// The identity that properties name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PresentIdentity {
    /// A role.
    Role(RoleArn),
    /// A user, with the secret of its keys.
    User(UserProperties),
}

impl PresentIdentity {
    /// The identity that `properties` name.
    #[must_use]
    pub fn of(properties: &Properties) -> Self {
        match &properties.method {
            Method::AssumeRole(trust) => Self::Role(trust.role.clone()),
            Method::StaticCredentials(user) => Self::User(user.clone()),
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> IdentityName {
        match self {
            Self::Role(arn) => IdentityName::Role(arn.name().to_owned()),
            Self::User(user) => IdentityName::User(user.user_name.clone()),
        }
    }
}
