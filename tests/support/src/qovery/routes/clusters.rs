//! Deployment and status of a cluster.

use axum::{
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::Response,
};
use domain::qovery::ClusterState;
use serde_json::json;

use crate::qovery::{
    backend::Backend,
    cluster::Cluster,
    credential::CredentialValues,
    refusal::{Refusal, answer},
    state::State as Kept,
};

pub(crate) async fn status(
    State(backend): State<Backend>,
    Path((organization, id)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let mut state = backend.lock();
    let cluster = state.cluster_of(&organization, &id)?;
    Ok(answer(StatusCode::OK, &cluster.status_answer()))
}

/// A dry run answers `DRY_RUN` and changes nothing.
pub(crate) async fn deploy(
    State(backend): State<Backend>,
    Path((organization, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let mut state = backend.lock();
    let mut status = state.cluster_of(&organization, &id)?.status_answer();
    if query.is_some_and(|query| query.split('&').any(|pair| pair == "dry_run=true")) {
        status["status"] = json!(ClusterState::DryRun.as_str());
        return Ok(answer(StatusCode::CREATED, &status));
    }
    state.deploy(&id)?;
    let cluster = state.cluster_of(&organization, &id)?;
    Ok(answer(StatusCode::CREATED, &cluster.status_answer()))
}

impl Kept {
    /// Deploys with the current values of the linked credential.
    pub(in crate::qovery) fn deploy(&mut self, id: &str) -> Result<(), Refusal> {
        let now = self.now();
        let values = self.linked_values(id);
        let is_valid = values.as_ref().is_some_and(|values| self.is_valid(values));
        let cluster = self
            .cluster(id)
            .ok_or_else(|| Refusal::not_found("cluster", id))?;
        if cluster.state.is_busy() {
            return Err(Refusal::bad_request(
                "an operation is under way on this cluster",
            ));
        }
        match values {
            Some(values) => cluster.deploy(values, is_valid, now),
            None => cluster.reach(ClusterState::InvalidCredentials, now),
        }
        Ok(())
    }

    fn linked_values(&self, cluster_id: &str) -> Option<CredentialValues> {
        self.organizations.values().find_map(|known| {
            let cluster = known
                .clusters
                .iter()
                .find(|cluster| cluster.id == cluster_id)?;
            let mut credentials = known.credentials.iter();
            let linked = credentials.find(|credential| credential.id == cluster.credentials_id)?;
            Some(linked.values.clone())
        })
    }

    fn cluster_of(&mut self, organization: &str, id: &str) -> Result<&mut Cluster, Refusal> {
        let clusters = &mut self.organization(organization)?.clusters;
        let found = clusters.iter_mut().find(|cluster| cluster.id == id);
        found.ok_or_else(|| Refusal::not_found("cluster", id))
    }
}
