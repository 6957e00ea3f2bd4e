//! Deployments: in the queue, begun with the credentials' values of that moment, ended.

use domain::qovery::ClusterState;
use time::OffsetDateTime;

use super::{Cluster, CredentialValues, DeploymentDate, Reason, Refusal};
use crate::state::State;

/// What a deployment that begins now meets.
struct Beginning {
    /// What the linked credentials hold; `None` where they are gone or do not work.
    values: Option<CredentialValues>,
    date: DeploymentDate,
    now: OffsetDateTime,
}

impl State {
    /// Orders a deployment, which comes to the cluster's outcome. Refused while an operation is
    /// under way or somebody has locked the cluster.
    pub(crate) fn deploy(
        &mut self,
        organization: &str,
        id: &str,
        reason: Reason,
    ) -> Result<(), Refusal> {
        let now = self.now;
        let cluster = self.cluster_of(organization, id)?;
        if cluster.state.is_busy() {
            let detail = "an operation is under way on this cluster";
            return Err(Refusal::bad_request(detail));
        }
        if let Some(lock) = cluster.lock_at(now) {
            let detail = format!("the cluster is locked by {}: {}", lock.owner, lock.reason);
            return Err(Refusal::bad_request(detail));
        }
        cluster.is_ordered = true;
        cluster.reason = reason;
        let outcome = cluster.outcome;
        self.set_cluster_state(id, outcome);
        Ok(())
    }

    /// Puts a cluster into a state. `Deploying` begins a deployment, `Deployed` and an error end
    /// one that was ordered or is under way; `Deployed` brings its values into use.
    pub fn set_cluster_state(&mut self, id: &str, to: ClusterState) {
        let beginning = self.beginning(id);
        if let Some(cluster) = self.cluster(id) {
            cluster.reach(to, beginning);
        }
    }

    /// What Qovery does once a week: deploys every cluster of the organization that is at rest and
    /// that nobody has locked.
    pub fn maintain(&mut self, organization: &str) {
        let known = self.organizations.get(organization);
        let clusters = known.into_iter().flat_map(|known| &known.clusters);
        let running = clusters.filter(|cluster| cluster.state.can_be_deployed());
        let ids: Vec<_> = running.map(|cluster| cluster.id.clone()).collect();
        for id in ids {
            // Refused where somebody has locked it.
            drop(self.deploy(organization, &id, Reason::Maintenance));
        }
    }

    pub(crate) fn cluster_of(
        &mut self,
        organization: &str,
        id: &str,
    ) -> Result<&mut Cluster, Refusal> {
        let missing = self.qovery.missing;
        let mut clusters = self.organization(organization)?.clusters.iter_mut();
        let found = clusters.find(|cluster| cluster.id == id);
        found.ok_or_else(|| missing.refusal("cluster", id))
    }

    fn beginning(&self, cluster_id: &str) -> Beginning {
        let linked = self.organizations.values().find_map(|known| {
            let mut clusters = known.clusters.iter();
            let cluster = clusters.find(|cluster| cluster.id == cluster_id)?;
            known.credential(&cluster.credentials)
        });
        let values = linked.map(|linked| linked.values.clone());
        Beginning {
            values: values.filter(|values| self.works(values)),
            date: self.qovery.deployment_date,
            now: self.now,
        }
    }
}

impl Cluster {
    fn reach(&mut self, to: ClusterState, beginning: Beginning) {
        let (date, now) = (beginning.date, beginning.now);
        let ends = to == ClusterState::Deployed || to.is_error();
        if matches!(to, ClusterState::DeploymentQueued | ClusterState::Queued) {
            self.is_ordered = true;
        } else {
            let begins = to == ClusterState::Deploying || (self.is_ordered && ends);
            self.is_ordered = false;
            if begins && self.in_flight.is_none() && !self.begin(beginning) {
                return;
            }
        }
        self.state = to;
        if to.is_busy() {
            return;
        }
        let deployed = self.in_flight.take();
        if to == ClusterState::Deployed && deployed.is_some() {
            self.in_use = deployed;
            if date == DeploymentDate::End {
                self.last_deployment_at = Some(now);
            }
        }
    }

    /// Takes the values. With none that work, the deployment ends here.
    fn begin(&mut self, beginning: Beginning) -> bool {
        if beginning.date == DeploymentDate::Start {
            self.last_deployment_at = Some(beginning.now);
        }
        self.in_flight = beginning.values;
        if self.in_flight.is_none() {
            self.state = ClusterState::InvalidCredentials;
        }
        self.in_flight.is_some()
    }
}
