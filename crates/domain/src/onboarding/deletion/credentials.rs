//! Which credentials at Qovery go.

use super::{Deletion, DeletionFacts};
use crate::{
    account,
    aws::access_key::AccessKeyId,
    identities::Identity,
    physical_id::{Ownership, PhysicalId},
    qovery::{CredentialsId, CredentialsValues, LinkedCredentials, Organization, unlisted},
};

/// The credentials to delete: the stack's own, and those that a lost answer left.
pub(super) fn credentials(facts: &DeletionFacts) -> Deletion {
    let mut deletion = Deletion::default();
    let organization = match &facts.organization {
        Ok(organization) => organization,
        Err(cause) => {
            deletion.notes.extend(unseen(facts, cause));
            return deletion;
        }
    };
    match &facts.physical_id {
        PhysicalId::Registered {
            credentials,
            ownership: Ownership::Created,
            ..
        } => own_credentials(credentials, organization, facts, &mut deletion),
        PhysicalId::Registered { credentials, .. } => deletion.notes.push(format!(
            "the credentials {credentials} were there before this stack and stay"
        )),
        PhysicalId::Nothing(_) | PhysicalId::Unknown(_) => {
            left_by_a_lost_answer(organization, facts, &mut deletion);
        }
    }
    deletion
}

/// What stays, or may stay, where Qovery could not be asked.
fn unseen(facts: &DeletionFacts, cause: &str) -> Option<String> {
    match (&facts.physical_id, &facts.credentials_name) {
        (PhysicalId::Nothing(_), _) => None,
        (PhysicalId::Registered { credentials, .. }, _) => Some(format!(
            "the credentials {credentials} stay at Qovery: {cause}"
        )),
        (PhysicalId::Unknown(_), name) => {
            let name = name.as_deref().unwrap_or("of the stack's role or user");
            Some(format!(
                "credentials `{name}` may be registered at Qovery and stay there: {cause}"
            ))
        }
    }
}

fn own_credentials(
    id: &CredentialsId,
    organization: &Organization,
    facts: &DeletionFacts,
    deletion: &mut Deletion,
) {
    let Some(linked) = organization.find(id) else {
        let note = if facts.is_gone {
            format!("the credentials {id} are gone already")
        } else {
            unlisted(id)
        };
        deletion.notes.push(note);
        return;
    };
    if let Err(why) = is_of_this_account(&linked.credentials.values, facts) {
        let note = format!("the credentials {id} stay: {why}");
        deletion.notes.push(note);
        return;
    }
    if !linked.clusters.is_empty() {
        let note = format!("the credentials {id} stay in Qovery: clusters are linked to them");
        deletion.notes.push(note);
        return;
    }
    deletion.credentials.push(id.clone());
    let twins = organization.credentials.entries.iter();
    let twins = twins.filter(|other| {
        other.credentials.id != *id
            && other.credentials.name == linked.credentials.name
            && is_unused_and_ours(other, facts)
    });
    deletion
        .credentials
        .extend(twins.map(|twin| twin.credentials.id.clone()));
}

/// A Create was never answered, or failed: what it may have left has the name that the Create was
/// to give, and shows an identity of this stack. A person may have registered the stack's role under
/// another name. Several are a person's matter, and are named.
fn left_by_a_lost_answer(
    organization: &Organization,
    facts: &DeletionFacts,
    deletion: &mut Deletion,
) {
    let entries = organization.credentials.entries.iter();
    let left = entries.filter(|linked| {
        facts.credentials_name.as_ref() == Some(&linked.credentials.name)
            && is_unused_and_ours(linked, facts)
    });
    let left: Vec<&CredentialsId> = left.map(|linked| &linked.credentials.id).collect();
    match left.as_slice() {
        [] => {}
        [one] => deletion.credentials.push((*one).clone()),
        several => {
            let ids: Vec<&str> = several.iter().map(|id| id.as_str()).collect();
            deletion.notes.push(format!(
                "several credentials at Qovery show what the stack has made, and stay: {}",
                ids.join(", ")
            ));
        }
    }
}

fn is_unused_and_ours(linked: &LinkedCredentials, facts: &DeletionFacts) -> bool {
    let values = &linked.credentials.values;
    let mut accesses = facts.identities.iter().flat_map(Identity::accesses);
    linked.clusters.is_empty() && accesses.any(|access| access.is_shown_by(values))
}

fn is_of_this_account(values: &CredentialsValues, facts: &DeletionFacts) -> Result<(), String> {
    let is_own = |id: &AccessKeyId| facts.has_key(id);
    account::is_of_account(values, facts.stack.account(), is_own, &facts.key_account)
}

/// After an update, `CloudFormation` deletes what it replaced: at most the unused credentials of
/// the old id go, never an identity.
#[must_use]
pub fn cleanup(facts: &DeletionFacts) -> Option<CredentialsId> {
    let credentials = facts.physical_id.created_credentials()?;
    let linked = facts.organization.as_ref().ok()?.find(credentials)?;
    let is_unused = linked.clusters.is_empty();
    (is_unused && is_of_this_account(&linked.credentials.values, facts).is_ok())
        .then(|| credentials.clone())
}
