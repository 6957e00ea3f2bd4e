//! What was seen of an organization at one moment: who uses what.

use super::{
    Cluster, ClusterState, ClusterStatus, ClusterStatuses, CredentialsId, CredentialsValues,
    LinkedCredentials, OrganizationCredentials, Registries,
};

/// What was seen of an organization at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Organization {
    /// All its credentials, with the clusters that use them.
    pub credentials: OrganizationCredentials,
    /// The status of every cluster. `None` means that the statuses could not be read.
    pub clusters: Option<ClusterStatuses>,
    /// Its registries, which keep copies of credentials' values. `None` means that they could not
    /// be read.
    pub registries: Option<Registries>,
}

/// What a list without the credentials of that id says of them, where Qovery does not deny them.
pub(crate) fn unlisted(id: &CredentialsId) -> String {
    format!("Qovery does not list the credentials {id}, and does not say that they are gone")
}

impl Organization {
    /// The credentials of that id.
    #[must_use]
    pub fn find(&self, id: &CredentialsId) -> Option<&LinkedCredentials> {
        self.credentials.find(id)
    }

    /// What the credentials of that id show.
    #[must_use]
    pub fn values_of(&self, id: &CredentialsId) -> Option<&CredentialsValues> {
        self.find(id).map(|linked| &linked.credentials.values)
    }

    /// The clusters that use the credentials of that id.
    #[must_use]
    pub fn clusters_of(&self, id: &CredentialsId) -> &[Cluster] {
        self.find(id).map_or(&[], |linked| &linked.clusters)
    }

    /// Whether something may run on the cluster: it is not known to be never deployed.
    #[must_use]
    pub fn may_run(&self, cluster: &Cluster) -> bool {
        let status = self.status(cluster);
        !status.is_some_and(ClusterStatus::is_never_deployed)
    }

    /// The status of that cluster. `None` means that it could not be read.
    #[must_use]
    pub fn status(&self, cluster: &Cluster) -> Option<&ClusterStatus> {
        self.clusters.as_ref()?.get(&cluster.id)
    }

    /// Whether no cluster that uses the credentials reports that they are invalid. An unknown state
    /// may be one that does.
    #[must_use]
    pub fn none_refuses(&self, id: &CredentialsId) -> bool {
        let refuses = ClusterState::InvalidCredentials;
        self.is_so_of_clusters(id, |one| one.state.is_some_and(|state| state != refuses))
    }

    /// Whether no operation is under way on any cluster that uses the credentials: what Qovery was
    /// given until now is what the next deployment takes. An unknown status is not settled.
    #[must_use]
    pub fn is_settled(&self, id: &CredentialsId) -> bool {
        self.is_so_of_clusters(id, ClusterStatus::is_settled)
    }

    /// Whether that is known to be so of every cluster that uses the credentials: of credentials that
    /// are not listed, nothing is known.
    fn is_so_of_clusters(
        &self,
        id: &CredentialsId,
        is_so: impl Fn(&ClusterStatus) -> bool,
    ) -> bool {
        self.find(id).is_some_and(|linked| {
            let mut clusters = linked.clusters.iter();
            clusters.all(|cluster| self.status(cluster).is_some_and(&is_so))
        })
    }
}
