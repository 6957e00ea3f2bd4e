//! Which identity an Update supersedes.

use crate::{
    aws::arn::RoleArn,
    identities::IdentityName,
    properties::{Method, Properties, UserProperties},
};

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

/// The identity of the old properties, where the new ones name another. Whether it is the stack's
/// own, its tag says.
#[must_use]
pub fn superseded_by(new: &Properties, old: &Properties) -> Option<PresentIdentity> {
    let (new, old) = (PresentIdentity::of(new), PresentIdentity::of(old));
    (new != old).then_some(old)
}
