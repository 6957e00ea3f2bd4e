//! The roles and users that a stack has made: one look at them, notes on them, and their end.

mod observe;
mod take_away;

use domain::{
    aws::arn::{PolicyArn, StackArn},
    identities::SupersededNote,
    port_error::PortError,
    ports::{Identities, IdentityTags, Roles, SecretDeletion},
    properties::PresentIdentity,
};

use crate::keys::KeyWorld;

pub use observe::{Own, observe, observe_superseded};
pub use take_away::{delete_policy, disable, remove};

/// Everything outside that identities need.
pub trait IdentityWorld: KeyWorld + Roles + Identities + IdentityTags + SecretDeletion {}

impl<T: KeyWorld + Roles + Identities + IdentityTags + SecretDeletion> IdentityWorld for T {}

/// The stack that a function is part of, as its template says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnStack {
    /// The stack's id.
    pub id: StackArn,
    /// `QoveryPermissions`: attached to every role and user that the stack makes.
    pub permissions: PolicyArn,
    /// How long a superseded identity or key has to be quiet.
    pub grace: std::time::Duration,
}

/// Writes the note on a superseded identity.
pub async fn note(
    world: &impl IdentityWorld,
    identity: &PresentIdentity,
    note: &SupersededNote,
) -> Result<(), PortError> {
    match identity {
        PresentIdentity::Role(role) => world.tag_role(role.name(), &note.to_tag()).await,
        PresentIdentity::User(user) => world.tag_user(&user.user_name, &note.to_tag()).await,
    }
}
