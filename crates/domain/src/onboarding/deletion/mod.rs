//! What a deletion takes away, and what holds it.

mod credentials;
mod holds;

use std::time::Duration;

use time::OffsetDateTime;

use super::KeyAccount;
use crate::{
    aws::{access_key::AccessKeyId, arn::StackArn},
    finding::Finding,
    identities::{Identity, IdentityName},
    physical_id::PhysicalId,
    properties::PresentIdentity,
    qovery::{CredentialsId, Organization},
};

pub use credentials::cleanup;

/// How a deletion treats what may be in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeletionRule {
    /// `OnDelete: Protect`: what is not proven unused refuses the deletion.
    Protect,
    /// `OnDelete: Revoke`: access is taken away at once.
    Revoke,
    /// A first creation failed: what is proven unused is taken back, the rest stays.
    RollBack,
}

/// What was seen before a deletion.
#[derive(Debug, Clone)]
pub struct DeletionFacts {
    /// The stack.
    pub stack: StackArn,
    /// What the stack has registered.
    pub physical_id: PhysicalId,
    /// What was seen of the organization, or why it could not be seen.
    pub organization: Result<Organization, String>,
    /// Whether the credentials of the physical id are known to be gone: Qovery does not list them
    /// and denies that they are there.
    pub is_gone: bool,
    /// The account of the key that the credentials of the physical id show.
    pub key_account: KeyAccount,
    /// Every role and user that the stack has made.
    pub identities: Vec<Identity>,
    /// The identity that the properties name. The others are superseded. `None` means that they
    /// name none.
    pub present: Option<PresentIdentity>,
    /// The name that the stack gives its credentials. `None` means that the properties name none.
    pub credentials_name: Option<String>,
    /// How long a superseded identity has to be quiet.
    pub grace: Duration,
    /// The time of the look.
    pub now: OffsetDateTime,
}

impl DeletionFacts {
    /// Whether the key is one of the stack's users.
    #[must_use]
    pub fn has_key(&self, id: &AccessKeyId) -> bool {
        self.identities.iter().any(|identity| match identity {
            Identity::Role(_) => false,
            Identity::User(own) => own.keys.listed(id).is_some() || own.keys.is_stored(id),
        })
    }
}

/// What a deletion does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deletion {
    /// Credentials to delete at Qovery, before anything else.
    pub credentials: Vec<CredentialsId>,
    /// Names of the identities to take away.
    pub identities: Vec<IdentityName>,
    /// What stays, in words.
    pub notes: Vec<String>,
}

/// Decides a deletion of the stack. All its identities are judged together.
pub fn decide_deletion(
    rule: DeletionRule,
    facts: &DeletionFacts,
) -> Result<Deletion, Vec<Finding>> {
    let judged: Vec<(&Identity, Vec<Finding>)> = facts
        .identities
        .iter()
        .map(|identity| (identity, holds::holds(identity, facts)))
        .collect();
    let mut deletion = credentials::credentials(facts);
    let mut holds: Vec<Finding> = judged.iter().flat_map(|(_, holds)| holds.clone()).collect();
    match rule {
        DeletionRule::Protect => {
            if holds.is_empty() {
                holds.extend(holds::of_credentials(facts));
            }
            if !holds.is_empty() {
                return Err(once_each(holds));
            }
        }
        DeletionRule::Revoke => {
            let notes = once_each(holds).into_iter();
            deletion
                .notes
                .extend(notes.map(|hold| format!("taken away although {}", hold.message)));
        }
        DeletionRule::RollBack => {
            let notes = once_each(holds).into_iter();
            deletion
                .notes
                .extend(notes.map(|hold| format!("stays: {}", hold.message)));
        }
    }
    let goes = |holds: &Vec<Finding>| rule != DeletionRule::RollBack || holds.is_empty();
    let going = judged.iter().filter(|(_, holds)| goes(holds));
    deletion.identities = going.map(|(identity, _)| identity.name()).collect();
    Ok(deletion)
}

/// Two identities may be held by one cluster: each sentence is said once.
fn once_each(findings: Vec<Finding>) -> Vec<Finding> {
    let mut once: Vec<Finding> = Vec::new();
    for finding in findings {
        if !once.contains(&finding) {
            once.push(finding);
        }
    }
    once
}
