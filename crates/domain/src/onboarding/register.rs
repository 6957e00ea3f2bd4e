//! What to do with the credentials at Qovery: create, edit or keep.

use super::{Facts, Principal, Registration};
use crate::{
    account,
    aws::access_key::AccessKeyId,
    finding::{Code, Finding},
    identities,
    physical_id::{Ownership, PhysicalId},
    properties::{Method, OnExisting, Properties},
    qovery::{Credentials, CredentialsValues, LinkedCredentials, unlisted},
};

/// A Create: Qovery's `POST` has no idempotency key, so what matches is taken, not made again.
pub(super) fn match_existing(
    properties: &Properties,
    facts: &Facts,
) -> Result<Registration, Finding> {
    let entries = facts.organization.credentials.entries.iter();
    let matches: Vec<&LinkedCredentials> = entries
        .filter(|linked| is_this_identity(properties, facts, &linked.credentials))
        .collect();
    match matches.as_slice() {
        [] => Ok(Registration::Create(properties.credentials_name.clone())),
        [one] if is_ours(properties, facts, one) => Ok(keep_or_edit(
            properties,
            facts,
            &one.credentials,
            Ownership::Created,
        )),
        [one] if properties.on_existing == OnExisting::Adopt => Ok(keep_or_edit(
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
pub(super) fn update_existing(
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
        return match_existing(properties, facts);
    };
    if *organization != properties.organization {
        return match_existing(properties, facts);
    }
    match facts.organization.find(credentials) {
        Some(held) => edit_own(properties, facts, &held.credentials, *ownership),
        None if facts.is_gone => match_existing(properties, facts),
        None => Err(Finding::new(
            Code::CredentialsUnlisted,
            unlisted(credentials),
        )),
    }
}

/// Credentials that show another account are not the stack's, whatever the physical id says.
fn edit_own(
    properties: &Properties,
    facts: &Facts,
    held: &Credentials,
    ownership: Ownership,
) -> Result<Registration, Finding> {
    let is_own = |id: &AccessKeyId| facts.has_key(id);
    let (own, account) = (facts.stack.account(), &facts.key_account);
    account::is_of_account(&held.values, own, is_own, account)
        .map_err(|why| account::another_account(held, &why))?;
    Ok(keep_or_edit(properties, facts, held, ownership))
}

impl Facts {
    /// Whether the key is one of the stack's present user.
    #[must_use]
    pub fn has_key(&self, id: &AccessKeyId) -> bool {
        match &self.principal {
            Principal::User(keys) => keys.listed(id).is_some() || keys.is_stored(id),
            Principal::Role(_) | Principal::Absent => false,
        }
    }
}

/// Keeps credentials that are right already and edits the others. Adopted ones keep their name: a
/// person chose it.
fn keep_or_edit(
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

/// A lost answer, a repeat or a roll-back left them: this stack makes the role or user behind
/// them, and they have the stack's name.
fn is_ours(properties: &Properties, facts: &Facts, linked: &LinkedCredentials) -> bool {
    let is_managed = match &facts.principal {
        Principal::Absent => false,
        Principal::Role(role) => identities::is_made_by(&facts.stack, &role.tags),
        Principal::User(_) => true,
    };
    is_managed && linked.credentials.name == properties.credentials_name
}

/// Whether the credentials are of this role, or of any key of this user.
fn is_this_identity(properties: &Properties, facts: &Facts, shown: &Credentials) -> bool {
    match (&properties.method, &facts.principal, &shown.values) {
        (Method::AssumeRole(trust), _, CredentialsValues::Role(arn)) => trust.role.as_str() == arn,
        (Method::StaticCredentials(_), Principal::User(keys), CredentialsValues::Static(id)) => {
            keys.keys.iter().any(|key| key.id.as_str() == id)
        }
        _ => false,
    }
}

/// Whether nothing would change by writing the values again.
fn holds_present_values(properties: &Properties, facts: &Facts, shown: &Credentials) -> bool {
    match (&facts.principal, &shown.values) {
        (Principal::User(keys), CredentialsValues::Static(id)) => {
            matches!(properties.method, Method::StaticCredentials(_))
                && keys.current().is_some_and(|(_, key)| key.id.as_str() == id)
        }
        _ => is_this_identity(properties, facts, shown),
    }
}

fn exists(credentials: &Credentials) -> Finding {
    let Credentials { id, name, .. } = credentials;
    Finding::new(
        Code::CredentialsExist,
        format!("Qovery has credentials for this already: `{name}` ({id})"),
    )
}

fn several_exist(several: &[&LinkedCredentials]) -> Finding {
    let names: Vec<String> = several
        .iter()
        .map(|linked| format!("`{}` ({})", linked.credentials.name, linked.credentials.id))
        .collect();
    Finding::new(
        Code::CredentialsAmbiguous,
        format!(
            "Qovery has several credentials for this: {}",
            names.join(", ")
        ),
    )
}
