//! What tests and demo arrange.

use domain::qovery::ClusterState;
use time::{Duration, OffsetDateTime};

use super::{
    backend::Backend,
    cluster::Cluster,
    credential::{Credential, CredentialValues},
    fault::Fault,
    state::{Access, Grant},
};

/// Before, and behind the back of whatever is tested.
#[expect(
    clippy::must_use_candidate,
    reason = "an id is there for those who need it"
)]
impl Backend {
    /// Adds an organization, and a token with full access to it. Both may be there already.
    pub fn organization(&self, id: &str, token: &str) {
        self.lock().organizations.entry(id.to_owned()).or_default();
        self.token(id, token, Access::Full);
    }

    /// Adds a token of an organization, or changes what it may do.
    pub fn token(&self, organization: &str, token: &str, access: Access) {
        let grant = Grant {
            organization: organization.to_owned(),
            access,
        };
        self.lock().tokens.insert(token.to_owned(), grant);
    }

    /// From now on the token is 401.
    pub fn revoke_token(&self, token: &str) {
        self.lock().tokens.remove(token);
    }

    /// Adds a credential, as somebody would in the console; the answer is its id.
    pub fn add_credential(
        &self,
        organization: &str,
        name: &str,
        values: CredentialValues,
    ) -> String {
        let mut state = self.lock();
        let id = state.next_id();
        let credential = Credential {
            id: id.clone(),
            name: name.to_owned(),
            values,
        };
        let known = state
            .organizations
            .entry(organization.to_owned())
            .or_default();
        known.credentials.push(credential);
        id
    }

    /// Takes a credential away, linked or not, as somebody might behind our back.
    pub fn remove_credential(&self, id: &str) {
        for organization in self.lock().organizations.values_mut() {
            organization
                .credentials
                .retain(|credential| credential.id != id);
        }
    }

    /// Adds a cluster that uses a credential and is not deployed yet; the answer is its id.
    pub fn link_cluster(&self, organization: &str, credentials_id: &str, name: &str) -> String {
        let mut state = self.lock();
        let id = state.next_id();
        let cluster = Cluster::new(id.clone(), name, credentials_id);
        state
            .organizations
            .entry(organization.to_owned())
            .or_default()
            .clusters
            .push(cluster);
        id
    }

    /// Takes a cluster away, and with it its link.
    pub fn unlink_cluster(&self, id: &str) {
        for organization in self.lock().organizations.values_mut() {
            organization.clusters.retain(|cluster| cluster.id != id);
        }
    }

    /// Deploys a cluster as somebody would in the console: the same as through the API.
    pub fn deploy(&self, cluster_id: &str) {
        // Refused where the API refuses it: no such cluster, or one in flight.
        drop(self.lock().deploy(cluster_id));
    }

    /// Puts a cluster into a state. `Deployed` ends a deployment in flight, and its values come
    /// into use; an error or `InvalidCredentials` ends it without that.
    pub fn set_cluster_state(&self, cluster_id: &str, to: ClusterState) {
        let mut state = self.lock();
        let now = state.now();
        if let Some(cluster) = state.cluster(cluster_id) {
            cluster.reach(to, now);
        }
    }

    /// What the next deployments of a cluster come to: `Deploying` stays so until it is ended.
    pub fn deployments_reach(&self, cluster_id: &str, outcome: ClusterState) {
        if let Some(cluster) = self.lock().cluster(cluster_id) {
            cluster.outcome = outcome;
        }
    }

    /// Deployments with this role ARN or access key id end in `INVALID_CREDENTIALS`.
    pub fn invalidate(&self, identity: &str) {
        self.lock().invalid_identities.insert(identity.to_owned());
    }

    /// Takes [`Backend::invalidate`] back.
    pub fn validate(&self, identity: &str) {
        self.lock().invalid_identities.remove(identity);
    }

    /// Whether a `PUT` may change the kind of a credential. It may, unless told.
    pub fn allow_kind_change(&self, is_allowed: bool) {
        self.lock().policy.allows_kind_change = is_allowed;
    }

    /// The status that refuses the deletion of a linked credential: 400 unless told.
    pub fn refuse_linked_deletion_with(&self, status: u16) {
        self.lock().policy.linked_delete_status = status;
    }

    /// Stops the clock at `now`.
    pub fn set_now(&self, now: OffsetDateTime) {
        self.lock().set_now(now);
    }

    /// Moves the clock on, stopped or running.
    pub fn advance(&self, by: Duration) {
        self.lock().advance(by);
    }

    /// Lets time go by for those whose clock cannot be moved: all that is dated is so much older.
    pub fn age(&self, by: std::time::Duration) {
        let mut state = self.lock();
        let organizations = state.organizations.values_mut();
        for cluster in organizations.flat_map(|known| &mut known.clusters) {
            cluster.last_deployment_at = cluster.last_deployment_at.map(|at| at - by);
        }
    }

    /// Misbehaves as told, beside and after the faults that are there.
    pub fn fault(&self, fault: Fault) {
        self.lock().faults.add(fault);
    }

    /// Behaves from now on.
    pub fn clear_faults(&self) {
        self.lock().faults.clear();
    }
}
