//! Registries that keep a copy of what the stack has superseded: they are given what it uses now.

use crate::{
    finding::{Code, Finding},
    leaving::Access,
    qovery::{CredentialsId, CredentialsValues, Organization, Registry},
};

/// The registries that show such values and can be given others.
pub fn outdated(
    organization: &Organization,
    is_superseded: impl Fn(&CredentialsValues) -> bool,
) -> impl Iterator<Item = &Registry> {
    let registries = organization.registries.iter();
    let entries = registries.flat_map(|registries| &registries.entries);
    entries.filter(move |registry| registry.is_writable() && is_superseded(&registry.values))
}

/// The registries that show an identity that an Update supersedes. Where another stack made that
/// identity, they are those of the clusters that use this stack's credentials: others go on with it.
#[must_use]
pub fn outdated_by_update<'a>(
    organization: &'a Organization,
    credentials: &CredentialsId,
    superseded: &[Access],
    is_ours: bool,
) -> Vec<&'a Registry> {
    let linked = organization.find(credentials);
    let clusters = linked.map_or(&[][..], |linked| &linked.clusters);
    let is_linked = |registry: &&Registry| {
        let mut clusters = clusters.iter();
        clusters.any(|cluster| registry.cluster.as_ref() == Some(&cluster.id))
    };
    outdated(organization, |values| are_one_of(superseded, values))
        .filter(|registry| is_ours || is_linked(registry))
        .collect()
}

/// Whether the values are one of these accesses.
#[must_use]
pub fn are_one_of(accesses: &[Access], values: &CredentialsValues) -> bool {
    accesses.iter().any(|access| access.is_shown_by(values))
}

/// A registry that did not take what it was given: what it shows stays.
#[must_use]
pub fn unmoved(name: &str, cause: &str) -> Finding {
    Finding::new(
        Code::RegistryNotUpdated,
        format!("the registry `{name}` at Qovery did not take what the stack uses now: {cause}"),
    )
}
