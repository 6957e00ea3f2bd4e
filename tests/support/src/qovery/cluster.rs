//! Clusters: their state, and the credential values that they run on.

use domain::qovery::ClusterState;
use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::credential::CredentialValues;

/// A cluster, the credential that it is linked with, and the values that it really runs on.
#[derive(Debug, Clone)]
pub struct Cluster {
    /// Its id in Qovery.
    pub id: String,
    /// The name in the console.
    pub name: String,
    /// The credential that its next deployment takes the values of.
    pub credentials_id: String,
    /// What Qovery says of it.
    pub state: ClusterState,
    /// When its last deployment ended well; none before the first.
    pub last_deployment_at: Option<OffsetDateTime>,
    /// The values since its last deployment: changing the credential does not change these.
    pub in_use: Option<CredentialValues>,
    /// The values that a deployment under way was started with.
    pub in_flight: Option<CredentialValues>,
    /// What the next deployments come to; `DEPLOYED` unless a test says otherwise.
    pub(super) outcome: ClusterState,
}

impl Cluster {
    pub(super) fn new(id: String, name: &str, credentials_id: &str) -> Self {
        Self {
            id,
            name: name.to_owned(),
            credentials_id: credentials_id.to_owned(),
            state: ClusterState::Ready,
            last_deployment_at: None,
            in_use: None,
            in_flight: None,
            outcome: ClusterState::Deployed,
        }
    }

    /// Starts a deployment with `values`, and ends it at once unless its outcome is in flight.
    pub(super) fn deploy(&mut self, values: CredentialValues, valid: bool, now: OffsetDateTime) {
        self.in_flight = Some(values);
        self.reach(
            if valid {
                self.outcome
            } else {
                ClusterState::InvalidCredentials
            },
            now,
        );
    }

    /// Comes to `state`: `DEPLOYED` puts the values in flight to use, an error drops them.
    pub(super) fn reach(&mut self, state: ClusterState, now: OffsetDateTime) {
        self.state = state;
        if state.is_busy() {
            return;
        }
        let deployed = self.in_flight.take();
        if state == ClusterState::Deployed && deployed.is_some() {
            self.in_use = deployed;
            self.last_deployment_at = Some(now);
        }
    }

    /// `ClusterStatus` as published.
    pub(super) fn status_answer(&self) -> Value {
        let last_deployment_date = self
            .last_deployment_at
            .and_then(|at| at.format(&Rfc3339).ok());
        let last_execution_id = self
            .last_deployment_at
            .map(|at| format!("{}-{}", self.id, at.unix_timestamp()));
        json!({
            "cluster_id": self.id,
            "status": self.state.as_str(),
            "is_deployed": self.last_deployment_at.is_some() && self.state != ClusterState::Deleted,
            "next_k8s_available_version": null,
            "last_execution_id": last_execution_id,
            "cluster_lock": null,
            "last_deployment_date": last_deployment_date,
            "reason": "UNSPECIFIED",
        })
    }

    /// `CredentialCluster` as published.
    pub(super) fn link_answer(&self) -> Value {
        json!({ "id": self.id, "name": self.name, "cloud_provider": "AWS" })
    }

    /// Everything kept.
    pub(super) fn snapshot(&self) -> Value {
        let identity = |values: &Option<CredentialValues>| {
            values
                .as_ref()
                .and_then(CredentialValues::identity)
                .map(str::to_owned)
        };
        json!({
            "name": self.name,
            "credentials_id": self.credentials_id,
            "in_use": identity(&self.in_use),
            "in_flight": identity(&self.in_flight),
            "status": self.status_answer(),
        })
    }
}
