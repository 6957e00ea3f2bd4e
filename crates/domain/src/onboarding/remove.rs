//! What a deletion takes away.

use super::finding;
use crate::{
    aws::{access_key::AccessKeyId, arn::RoleArn},
    finding::Finding,
    physical_id::{Ownership, PhysicalId},
    properties::{DeleteProperties, OnDelete},
    qovery::{CredentialsId, CredentialsValues, LinkedCredentials},
};

/// What to do with the credentials when the stack goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removal {
    /// Delete them, and twins of them that nobody uses.
    Delete(Vec<CredentialsId>),
    /// Let the stack go and leave them; why.
    Leave(String),
    /// Keep the stack.
    Refuse(Finding),
}

/// Decides a Delete of what `physical_id` names, given all credentials of the organization and,
/// for an id that is not ours, the keys of the user that this stack makes.
#[must_use]
pub fn decide_removal(
    physical_id: &PhysicalId,
    properties: &DeleteProperties,
    registered: &[LinkedCredentials],
    user_keys: &[AccessKeyId],
) -> Removal {
    match physical_id {
        PhysicalId::Nothing(_) => leave("nothing was registered"),
        PhysicalId::Registered {
            ownership: Ownership::Adopted,
            ..
        } => leave("the credentials were there before this stack and stay"),
        PhysicalId::Registered { credentials, .. } => {
            match registered
                .iter()
                .find(|linked| linked.credentials.id == *credentials)
            {
                None => leave("the credentials are gone already"),
                Some(linked) => remove(linked, properties, registered),
            }
        }
        PhysicalId::Foreign(_) => sweep(properties, registered, user_keys),
    }
}

fn remove(
    linked: &LinkedCredentials,
    properties: &DeleteProperties,
    registered: &[LinkedCredentials],
) -> Removal {
    let id = &linked.credentials.id;
    let clusters: Vec<String> = linked
        .clusters
        .iter()
        .map(|cluster| format!("`{}` ({})", cluster.name, cluster.id))
        .collect();
    let used = format!("clusters use the credentials {id}: {}", clusters.join(", "));
    match properties.on_delete {
        _ if clusters.is_empty() => Removal::Delete(with_twins(linked, properties, registered)),
        OnDelete::Protect => Removal::Refuse(finding(
            "credentials-in-use",
            used,
            "delete these clusters or give them other credentials in the Qovery console, or update the stack with `OnDelete` set to `Revoke`".to_owned(),
        )),
        OnDelete::Revoke => Removal::Leave(format!(
            "access is revoked with the stack, though {used}; the credentials stay in Qovery without effect"
        )),
    }
}

/// A Create that is delivered twice at once registers twice, and only one of the two ids becomes
/// the stack's. The other has the same name and the same role, which this stack makes.
fn with_twins(
    linked: &LinkedCredentials,
    properties: &DeleteProperties,
    registered: &[LinkedCredentials],
) -> Vec<CredentialsId> {
    let ours = &linked.credentials;
    let role = properties.managed_role.as_ref().map(ToString::to_string);
    let is_twin = |other: &&LinkedCredentials| {
        let credentials = &other.credentials;
        other.clusters.is_empty()
            && credentials.id != ours.id
            && credentials.name == ours.name
            && matches!(&credentials.values, CredentialsValues::Role(arn) if Some(arn) == role.as_ref())
    };
    let twins = registered.iter().filter(is_twin);
    [linked]
        .into_iter()
        .chain(twins)
        .map(|linked| linked.credentials.id.clone())
        .collect()
}

/// A Create was never answered: what it may have left is known by the role or the keys of the user
/// that this stack makes.
fn sweep(
    properties: &DeleteProperties,
    registered: &[LinkedCredentials],
    user_keys: &[AccessKeyId],
) -> Removal {
    let role = properties.managed_role.as_ref().map(RoleArn::as_str);
    let is_ours = |values: &CredentialsValues| match values {
        CredentialsValues::Role(arn) => Some(arn.as_str()) == role,
        CredentialsValues::Static(id) => user_keys.iter().any(|key| key.as_str() == id),
        CredentialsValues::Other => false,
    };
    let left: Vec<_> = registered
        .iter()
        .filter(|linked| is_ours(&linked.credentials.values))
        .collect();
    match left.as_slice() {
        [one] if one.clusters.is_empty() => Removal::Delete(vec![one.credentials.id.clone()]),
        [] => leave("nothing of this stack's is registered"),
        _ => leave("credentials of this stack are in use, or there are several"),
    }
}

fn leave(why: &str) -> Removal {
    Removal::Leave(why.to_owned())
}
