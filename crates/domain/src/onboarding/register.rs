//! What becomes of the credentials at Qovery.

use super::{Facts, Identity, Registration, finding};
use crate::{
    finding::Finding,
    physical_id::{Ownership, PhysicalId},
    properties::{Method, OnExisting, Properties},
    qovery::{Credentials, CredentialsValues, LinkedCredentials},
};

/// A Create: Qovery's `POST` has no idempotency key, so what matches is taken, not made again.
pub(super) fn look_first(properties: &Properties, facts: &Facts) -> Result<Registration, Finding> {
    let matches: Vec<&LinkedCredentials> = facts
        .registered
        .iter()
        .filter(|linked| is_this_identity(properties, facts, &linked.credentials))
        .collect();
    match matches.as_slice() {
        [] => Ok(Registration::Create(properties.credentials_name.clone())),
        [one] if is_ours(properties, one) => Ok(settle(
            properties,
            facts,
            &one.credentials,
            Ownership::Created,
        )),
        [one] if properties.on_existing == OnExisting::Adopt => Ok(settle(
            properties,
            facts,
            &one.credentials,
            Ownership::Adopted,
        )),
        [one] => Err(exists(&one.credentials)),
        several => Err(several_exist(several)),
    }
}

/// An Update: the same id as long as it is there, since clusters are linked to it.
pub(super) fn in_place(
    physical_id: &PhysicalId,
    properties: &Properties,
    facts: &Facts,
) -> Result<Registration, Finding> {
    let PhysicalId::Registered {
        organization,
        credentials,
        ownership,
    } = physical_id
    else {
        return look_first(properties, facts);
    };
    let held = facts
        .registered
        .iter()
        .map(|linked| &linked.credentials)
        .find(|held| held.id == *credentials && *organization == properties.organization);
    let Some(held) = held else {
        return look_first(properties, facts);
    };
    Ok(settle(properties, facts, held, *ownership))
}

/// Keeps credentials that are right already and edits the others. Adopted ones keep their name:
/// it was somebody else's choice.
fn settle(
    properties: &Properties,
    facts: &Facts,
    held: &Credentials,
    ownership: Ownership,
) -> Registration {
    let name = match ownership {
        Ownership::Created => &properties.credentials_name,
        Ownership::Adopted => &held.name,
    };
    if *name == held.name && holds_present_values(properties, facts, held) {
        Registration::Keep(held.id.clone(), ownership)
    } else {
        Registration::Edit(held.id.clone(), ownership, name.clone())
    }
}

/// Whether an Update takes back one that never reached Qovery: Qovery holds what is wanted now,
/// and not what was wanted before.
pub(super) fn is_roll_back(
    registration: &Result<Registration, Finding>,
    old: Option<&Properties>,
    facts: &Facts,
) -> bool {
    let (Ok(Registration::Keep(id, Ownership::Created)), Some(old)) = (registration, old) else {
        return false;
    };
    facts
        .registered
        .iter()
        .map(|linked| &linked.credentials)
        .any(|held| {
            held.id == *id
                && !(old.credentials_name == held.name && holds_present_values(old, facts, held))
        })
}

/// A lost answer or a repeat left them: this stack makes the role behind them, the name is ours
/// and nobody uses them yet.
fn is_ours(properties: &Properties, linked: &LinkedCredentials) -> bool {
    properties.is_managed()
        && linked.credentials.name == properties.credentials_name
        && linked.clusters.is_empty()
}

/// Whether the credentials are of this role, or of any key of this user.
fn is_this_identity(properties: &Properties, facts: &Facts, shown: &Credentials) -> bool {
    match (&properties.method, &facts.identity, &shown.values) {
        (Method::AssumeRole(role), _, CredentialsValues::Role(arn)) => {
            role.trust.role.as_str() == arn
        }
        (
            Method::StaticCredentials(_),
            Identity::User { key_ids, .. },
            CredentialsValues::Static(id),
        ) => key_ids.iter().any(|key| key.as_str() == id),
        _ => false,
    }
}

/// Whether nothing would change by writing the values again.
fn holds_present_values(properties: &Properties, facts: &Facts, shown: &Credentials) -> bool {
    match (&facts.identity, &shown.values) {
        (Identity::User { current, .. }, CredentialsValues::Static(id)) => {
            matches!(properties.method, Method::StaticCredentials(_))
                && current.as_ref().is_some_and(|key| key.as_str() == id)
        }
        _ => is_this_identity(properties, facts, shown),
    }
}

fn exists(credentials: &Credentials) -> Finding {
    finding(
        "credentials-exist",
        format!(
            "Qovery has credentials for this already: `{}` ({})",
            credentials.name, credentials.id
        ),
        "set the parameter `OnExisting` to `Adopt` to use them, or delete them in the Qovery console".to_owned(),
    )
}

fn several_exist(several: &[&LinkedCredentials]) -> Finding {
    let names: Vec<String> = several
        .iter()
        .map(|linked| format!("`{}` ({})", linked.credentials.name, linked.credentials.id))
        .collect();
    finding(
        "credentials-ambiguous",
        format!(
            "Qovery has several credentials for this: {}",
            names.join(", ")
        ),
        "delete all but one of them in the Qovery console".to_owned(),
    )
}
