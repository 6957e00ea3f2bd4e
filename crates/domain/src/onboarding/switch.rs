//! From one method to the other: what the stack lets go must not be in use.
//!
//! Clusters take new values at their next deployment; until then they run on the old ones, and
//! `CloudFormation` removes what the template has no more right after the update.

use super::{Facts, finding};
use crate::{
    finding::Finding,
    physical_id::PhysicalId,
    properties::{Method, Properties, UserProperties},
    qovery::{CredentialsValues, LinkedCredentials},
};

/// What an Update takes out of the stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftBehind<'a> {
    /// The role that this stack made.
    Role,
    /// The user with its keys.
    User(&'a UserProperties),
}

/// What the stack had before and has no more.
#[must_use]
pub fn left_behind<'a>(old: &'a Properties, new: &Properties) -> Option<LeftBehind<'a>> {
    match (&old.method, &new.method) {
        (Method::AssumeRole(role), Method::StaticCredentials(_)) => {
            (role.is_managed && new.role_arn.is_none()).then_some(LeftBehind::Role)
        }
        _ => match &old.user {
            Some(user) if new.user.as_ref() != Some(user) => Some(LeftBehind::User(user)),
            _ => None,
        },
    }
}

/// Why the switch must not be made now.
pub(super) fn refusal(
    physical_id: &PhysicalId,
    new: &Properties,
    old: Option<&Properties>,
    facts: &Facts,
) -> Option<Finding> {
    let left = left_behind(old?, new)?;
    let PhysicalId::Registered { credentials, .. } = physical_id else {
        return None;
    };
    let held = facts
        .registered
        .iter()
        .find(|linked| linked.credentials.id == *credentials)?;
    (!held.clusters.is_empty() && may_be_used(left, held, facts)).then(|| in_use(held))
}

fn may_be_used(left: LeftBehind<'_>, held: &LinkedCredentials, facts: &Facts) -> bool {
    match (left, &held.credentials.values) {
        (LeftBehind::Role, CredentialsValues::Role(_)) => true,
        (LeftBehind::User(_), CredentialsValues::Static(_)) => facts.key_is_taken != Some(false),
        _ => false,
    }
}

fn in_use(held: &LinkedCredentials) -> Finding {
    let clusters: Vec<String> = held
        .clusters
        .iter()
        .map(|cluster| format!("`{}`", cluster.name))
        .collect();
    finding(
        "method-in-use",
        format!(
            "clusters run on what this update would remove until they are deployed again: {}",
            clusters.join(", ")
        ),
        "set the parameter `KeepPreviousMethod` to `true` until these clusters have been deployed"
            .to_owned(),
    )
}
