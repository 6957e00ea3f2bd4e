//! Organizations.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Access, Cluster, Credential, Refusal, Registry};
use crate::state::{State, redacted_debug};

/// An organization, with all that it has in the order in which it was made.
#[derive(Clone, Default)]
pub struct Organization {
    /// What each API token may do.
    pub tokens: BTreeMap<String, Access>,
    /// Credentials.
    pub credentials: Vec<Credential>,
    /// Clusters.
    pub clusters: Vec<Cluster>,
    /// Container registries, that of each cluster among them, and Helm repositories.
    pub registries: Vec<Registry>,
    /// Further entries of the list of credentials, in a form that nobody has published.
    pub unreadable: Vec<Value>,
}

redacted_debug! {
    Organization { credentials, clusters, registries },
}

impl State {
    pub(crate) fn organization(&mut self, id: &str) -> Result<&mut Organization, Refusal> {
        let missing = self.qovery.missing;
        let found = self.organizations.get_mut(id);
        found.ok_or_else(|| missing.refusal("organization", id))
    }

    /// The cluster of that id, in whatever organization.
    pub(crate) fn cluster(&mut self, id: &str) -> Option<&mut Cluster> {
        let organizations = self.organizations.values_mut();
        let mut clusters = organizations.flat_map(|known| &mut known.clusters);
        clusters.find(|cluster| cluster.id == id)
    }
}

impl Organization {
    /// The clusters that are linked with these credentials.
    pub(crate) fn linked_clusters(&self, credentials: &str) -> impl Iterator<Item = &Cluster> {
        let clusters = self.clusters.iter();
        clusters.filter(move |cluster| cluster.credentials == credentials)
    }

    pub(crate) fn credential(&self, id: &str) -> Option<&Credential> {
        self.credentials
            .iter()
            .find(|credential| credential.id == id)
    }
}
