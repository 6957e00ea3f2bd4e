//! What tests and demo look at.

use time::OffsetDateTime;

use super::{backend::Backend, record::RecordedRequest, snapshot};
use crate::state::qovery::{Cluster, Credential, CredentialValues, Organization, Registry};

/// After, and in between.
impl Backend {
    /// The credentials of an organization with their secrets as received, oldest first.
    #[must_use]
    pub fn credentials(&self, organization: &str) -> Vec<Credential> {
        self.read(organization, |known| known.credentials.clone())
    }

    /// The container registries of an organization with their secrets, oldest first.
    #[must_use]
    pub fn registries(&self, organization: &str) -> Vec<Registry> {
        self.read(organization, |known| known.registries.clone())
    }

    /// The credentials with this id, in whatever organization.
    #[must_use]
    pub fn credential(&self, id: &str) -> Option<Credential> {
        let state = self.state();
        let mut organizations = state.organizations.values();
        organizations
            .find_map(|known| known.credential(id))
            .cloned()
    }

    /// The cluster with this id, in whatever organization.
    #[must_use]
    pub fn cluster(&self, id: &str) -> Option<Cluster> {
        self.state().cluster(id).cloned()
    }

    /// The values that any cluster runs on or is being deployed with, with their secrets.
    #[must_use]
    pub fn values_in_use(&self) -> Vec<CredentialValues> {
        let state = self.state();
        let organizations = state.organizations.values();
        let clusters = organizations.flat_map(|known| &known.clusters);
        let values = clusters.flat_map(|cluster| [&cluster.in_use, &cluster.in_flight]);
        values.flatten().cloned().collect()
    }

    /// The role ARNs and access key ids among them: what must not be taken away.
    #[must_use]
    pub fn identities_in_use(&self) -> Vec<String> {
        let values = self.values_in_use();
        let identities = values.iter().filter_map(CredentialValues::identity);
        let mut used: Vec<_> = identities.map(str::to_owned).collect();
        used.sort();
        used.dedup();
        used
    }

    /// All organizations with credentials and registries (secrets too) and clusters, as one text:
    /// equal texts mean that nothing changed.
    #[must_use]
    pub fn snapshot(&self) -> String {
        format!("{:#}", snapshot::of(&self.state()))
    }

    /// Every request since the start, in the order of arrival, those hit by a fault too.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.wire().requests.clone()
    }

    /// The stand-in's time.
    #[must_use]
    pub fn now(&self) -> OffsetDateTime {
        self.state().now
    }

    fn read<T: Default>(&self, organization: &str, read: impl FnOnce(&Organization) -> T) -> T {
        let state = self.state();
        let known = state.organizations.get(organization);
        known.map(read).unwrap_or_default()
    }
}
