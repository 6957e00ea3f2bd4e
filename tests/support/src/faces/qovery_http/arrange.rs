//! What tests and demo arrange.

use domain::qovery::ClusterState;
use time::{Duration, OffsetDateTime};

use super::{backend::Backend, fault::Fault};
use crate::state::qovery::{Access, CredentialValues, Limits, RateLimit, Reason};

/// Before, and behind the back of whatever is tested.
#[expect(
    clippy::must_use_candidate,
    reason = "an id is there for those who need it"
)]
impl Backend {
    /// Adds an organization, and a token with full access to it. Both may be there already.
    pub fn organization(&self, id: &str, token: &str) {
        self.edit(|state| state.add_organization(id, token));
    }

    /// Adds a token of an organization, or changes what it may do.
    pub fn token(&self, organization: &str, token: &str, access: Access) {
        self.edit(|state| {
            let known = state.organizations.entry(organization.to_owned());
            known.or_default().tokens.insert(token.to_owned(), access);
        });
    }

    /// From now on the token is 401.
    pub fn revoke_token(&self, token: &str) {
        self.edit(|state| {
            for known in state.organizations.values_mut() {
                known.tokens.remove(token);
            }
        });
    }

    /// Adds credentials, as somebody would in the console; the answer is their id.
    pub fn add_credential(
        &self,
        organization: &str,
        name: &str,
        values: CredentialValues,
    ) -> String {
        self.edit(|state| {
            state
                .organizations
                .entry(organization.to_owned())
                .or_default();
            let id = state.add_credentials(organization, name, values);
            id.map_or_else(String::new, |id| id.to_string())
        })
    }

    /// Takes credentials away, linked or not, as somebody might behind our back.
    pub fn remove_credential(&self, id: &str) {
        self.edit(|state| {
            for known in state.organizations.values_mut() {
                known.credentials.retain(|credential| credential.id != id);
            }
        });
    }

    /// Adds a cluster that uses credentials and is not deployed yet, and its registry; the answer
    /// is the cluster's id.
    pub fn link_cluster(&self, organization: &str, credentials_id: &str, name: &str) -> String {
        self.edit(|state| {
            state
                .organizations
                .entry(organization.to_owned())
                .or_default();
            let id = state.link_cluster(organization, name, credentials_id);
            id.map_or_else(String::new, |id| id.to_string())
        })
    }

    /// Takes a cluster away, and with it its link and its registry.
    pub fn unlink_cluster(&self, id: &str) {
        self.edit(|state| state.remove_cluster(id));
    }

    /// Deploys a cluster as somebody would in the console: the same as through the API.
    pub fn deploy(&self, cluster_id: &str) {
        self.edit(|state| {
            let all = state.organizations.iter();
            let mut all = all.map(|(id, known)| (id.clone(), &known.clusters));
            let of = all.find(|(_, clusters)| clusters.iter().any(|it| it.id == cluster_id));
            if let Some((organization, _)) = of {
                // Refused where the API refuses it.
                drop(state.deploy(&organization, cluster_id, Reason::Unspecified));
            }
        });
    }

    /// Puts a cluster into a state. `Deploying` begins a deployment, `Deployed` and an error end
    /// one; `Deployed` brings its values into use.
    pub fn set_cluster_state(&self, cluster_id: &str, to: ClusterState) {
        self.edit(|state| state.set_cluster_state(cluster_id, to));
    }

    /// What the next deployments of a cluster come to: `DeploymentQueued` and `Deploying` stay so
    /// until a test moves the cluster on.
    pub fn deployments_reach(&self, cluster_id: &str, outcome: ClusterState) {
        self.edit(|state| {
            if let Some(cluster) = state.cluster(cluster_id) {
                cluster.outcome = outcome;
            }
        });
    }

    /// Deployments with this role ARN or access key id end in `INVALID_CREDENTIALS`.
    pub fn invalidate(&self, identity: &str) {
        let identity = identity.to_owned();
        self.edit(|state| state.qovery.invalid_identities.insert(identity));
    }

    /// Takes [`Backend::invalidate`] back.
    pub fn validate(&self, identity: &str) {
        self.edit(|state| state.qovery.invalid_identities.remove(identity));
    }

    /// Whether a `PUT` may change the kind of credentials. It may unless a test says otherwise.
    pub fn allow_kind_change(&self, is_allowed: bool) {
        self.edit(|state| state.qovery.allows_change_of_type = is_allowed);
    }

    /// The status that refuses the deletion of linked credentials: 400 unless a test says
    /// otherwise.
    pub fn refuse_linked_deletion_with(&self, status: u16) {
        self.edit(|state| state.qovery.linked_delete_status = status);
    }

    /// Stops the clock at `now`.
    pub fn set_now(&self, now: OffsetDateTime) {
        self.edit(|state| state.stop_clock(now));
    }

    /// Moves the clock on, stopped or running.
    pub fn advance(&self, by: Duration) {
        self.edit(|state| state.now += by);
    }

    /// Lets time go by for those whose clock cannot be moved: all that is dated is so much older.
    pub fn age(&self, by: std::time::Duration) {
        self.edit(|state| {
            let organizations = state.organizations.values_mut();
            for cluster in organizations.flat_map(|known| &mut known.clusters) {
                cluster.last_deployment_at = cluster.last_deployment_at.map(|at| at - by);
            }
        });
    }

    /// Another limit of requests than the one that Qovery documents. Counting starts anew.
    pub fn limit_rate(&self, limit: RateLimit) {
        self.wire().limits = Limits::new(limit);
    }

    /// Misbehaves, beside and after the faults that are there.
    pub fn fault(&self, fault: Fault) {
        self.wire().faults.add(fault);
    }

    /// Behaves from now on.
    pub fn clear_faults(&self) {
        self.wire().faults.clear();
    }
}
