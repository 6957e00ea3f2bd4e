//! A hub that answers the requests of an organization's accounts: a batch of messages from a queue,
//! each served in its own account as the function of a single account would.
//!
//! A member's request is believed in nothing but who it is: see [`domain::organization`].

mod asked;
mod batch;
mod copied;
mod delivery;
mod member_world;
mod memory;
mod one;
mod reply;
mod serve;

use std::time::Duration;

use domain::{
    aws::{arn::SecretArn, queue::QueueUrl},
    organization::{Budget, Hub},
    ports::{
        AccessKeys, Answers, CredentialRegistry, Identities, IdentityTags, KeyAccounts,
        KeyIdentity, MemberAccounts, RequestQuota, RequestVisibility, Roles, SecretDeletion,
        SecretVersions, Secrets, Stacks,
    },
    qovery::OrganizationId,
};

pub use delivery::{Delivery, QueuedRequest, UnreadableRequest};
pub use memory::Memory;
pub use serve::serve;

/// What is asked and done in a member's account.
pub trait MemberAccount:
    AccessKeys
    + Identities
    + IdentityTags
    + KeyIdentity
    + Roles
    + SecretDeletion
    + SecretVersions
    + Stacks
    + Send
{
}

impl<T> MemberAccount for T where
    T: AccessKeys
        + Identities
        + IdentityTags
        + KeyIdentity
        + Roles
        + SecretDeletion
        + SecretVersions
        + Stacks
        + Send
{
}

/// Everything outside that a hub needs.
pub trait HubWorld:
    Answers
    + CredentialRegistry
    + KeyAccounts
    + MemberAccounts<Account: MemberAccount>
    + RequestQuota
    + RequestVisibility
    + Secrets
{
}

impl<T> HubWorld for T where
    T: Answers
        + CredentialRegistry
        + KeyAccounts
        + MemberAccounts<Account: MemberAccount>
        + RequestQuota
        + RequestVisibility
        + Secrets
{
}

/// What the hub's template says.
#[derive(Debug, Clone)]
pub struct HubSettings {
    /// What it says of every member.
    pub hub: Hub,
    /// Whose credentials the members' are at Qovery.
    pub organization: OrganizationId,
    /// The secret with Qovery's API token.
    pub api_token_secret: SecretArn,
    /// How much of the token's limit the hub may use.
    pub budget: Budget,
    /// The region of the hub and of every member's stack.
    pub region: String,
    /// The partition of both.
    pub partition: String,
    /// The name of the role that each member has for the hub.
    pub reader_role: String,
    /// Where requests come from, and go back to.
    pub queue: QueueUrl,
    /// How long a superseded identity has to be quiet.
    pub grace: Duration,
    /// Whether answers may go to this machine itself: only while AWS is there, too, as in tests.
    pub is_local: bool,
}
