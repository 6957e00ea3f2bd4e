//! What a test finds at Qovery before it starts, and what people do there meanwhile.

use domain::qovery::{ClusterId, ClusterState, CredentialsId};

use super::{Access, Cluster, CredentialValues, Registry};
use crate::state::State;

impl State {
    /// An organization, and a token with full access to it. Both may be there already.
    pub fn add_organization(&mut self, id: &str, token: &str) {
        let known = self.organizations.entry(id.to_owned()).or_default();
        known.tokens.insert(token.to_owned(), Access::Full);
    }

    /// Credentials of an organization. Nothing without it.
    pub fn add_credentials(
        &mut self,
        organization: &str,
        name: &str,
        values: CredentialValues,
    ) -> Option<CredentialsId> {
        let validates = std::mem::take(&mut self.qovery.validates_on_create);
        let made = self.create_credentials(organization, name, values);
        self.qovery.validates_on_create = validates;
        made.ok()?.id.parse().ok()
    }

    /// A cluster that is linked with credentials and was never deployed, and its registry. Nothing
    /// without the organization.
    pub fn link_cluster(
        &mut self,
        organization: &str,
        name: &str,
        credentials: &str,
    ) -> Option<ClusterId> {
        let id = self.next_uuid();
        let known = self.organizations.get_mut(organization)?;
        let linked = known.credential(credentials);
        let registry = linked.map(|linked| Registry::of_cluster(&id, name, linked.values.clone()));
        known.registries.extend(registry);
        let cluster = Cluster::new(id.clone(), name, credentials);
        known.clusters.push(cluster);
        id.parse().ok()
    }

    /// A cluster that is linked with credentials and runs on their values. Nothing without both.
    pub fn add_cluster(
        &mut self,
        organization: &str,
        name: &str,
        credentials: &CredentialsId,
    ) -> Option<ClusterId> {
        let known = self.organizations.get(organization)?;
        let values = known.credential(credentials.as_str())?.values.clone();
        let id = self.link_cluster(organization, name, credentials.as_str())?;
        let now = self.now;
        let cluster = self.cluster(id.as_str())?;
        cluster.state = ClusterState::Deployed;
        cluster.last_deployment_at = Some(now);
        cluster.in_use = Some(values);
        Some(id)
    }

    /// Takes a cluster away, with its link and its registry.
    pub fn remove_cluster(&mut self, id: &str) {
        for known in self.organizations.values_mut() {
            known.clusters.retain(|cluster| cluster.id != id);
            let is_of_another = |registry: &Registry| registry.cluster.as_deref() != Some(id);
            known.registries.retain(is_of_another);
        }
    }
}
