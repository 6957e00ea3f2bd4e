//! An AWS account: IAM, STS, Secrets Manager and `CloudFormation` as far as the functions use them.
//!
//! Source: the services' API references and quotas pages.

mod arrange;
mod attached;
mod key;
mod policy;
mod queue;
mod refusal;
mod role;
mod secret;
mod stack;
mod tags;
mod user;

pub use attached::Attached;
pub use key::KeyState;
pub use policy::PolicyState;
pub use queue::{Queue, Received};
pub use refusal::{Code, Refusal};
pub use role::RoleState;
pub use secret::{SecretState, VersionState};
pub use user::UserState;

pub(crate) use policy::{Entities, PolicyUsage};
pub(crate) use refusal::found;

/// How late IAM and STS are with what is new, counted in calls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Propagation {
    /// Lists of keys that do not show a new one.
    pub lists: u32,
    /// Calls with a new key that are refused.
    pub calls: u32,
    /// Reads of a role or user that show the tags from before a change.
    pub tags: u32,
}
