//! A hub that answers the requests of an organization's accounts: a batch of messages from a queue,
//! each served in its own account as the function of a single account would. And a look after all
//! accounts, each as the reconciliation looks after its own.
//!
//! A member's request is believed in nothing but who it is: see [`domain::organization`].

mod asked;
mod batch;
mod copied;
mod delivery;
mod fleet;
mod hub_side;
mod incoming;
mod member_world;
mod memory;
mod one;
mod reply;
mod serve;
mod settings;
mod visit;

use domain::{
    aws::queue::QueueUrl,
    ports::{
        Answers, CredentialRegistry, Identities, IdentityTags, KeyAccounts, MemberAccounts,
        RequestQuota, RequestVisibility, Roles, Secrets, Stacks,
    },
};

pub use delivery::{Delivery, QueuedRequest, UnreadableRequest};
pub use fleet::{Fleet, FleetSettings, FleetWorld, look_after};
pub use memory::Memory;
pub use serve::serve;
pub use settings::HubSettings;

/// What is asked and done in a member's account, about the roles that its stack has made.
pub trait MemberAccount: Identities + IdentityTags + Roles + Stacks + Send {}

impl<T: Identities + IdentityTags + Roles + Stacks + Send> MemberAccount for T {}

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

/// What the hub's template says to the registrar.
#[derive(Debug, Clone)]
pub struct RegistrarSettings {
    /// What it says to every function that goes into members' accounts.
    pub hub: HubSettings,
    /// Where requests come from, and go back to.
    pub queue: QueueUrl,
    /// Whether answers may go to this machine itself: only while AWS is there, too, as in tests.
    pub is_local: bool,
}
