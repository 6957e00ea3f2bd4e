//! Deployment and status of clusters.

use axum::{
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::Response,
};
use domain::qovery::ClusterState;
use serde_json::json;

use super::super::{answer::answer, backend::Backend, documents};
use crate::state::qovery::{Reason, Refusal};

/// Of all clusters of the organization.
pub(crate) async fn statuses(
    State(backend): State<Backend>,
    Path(organization): Path<String>,
) -> Result<Response, Refusal> {
    let mut state = backend.state();
    let now = state.now;
    let clusters = state.organization(&organization)?.clusters.iter();
    let list = documents::results(clusters.map(|cluster| documents::status(cluster, now)));
    Ok(answer(StatusCode::OK, &list))
}

pub(crate) async fn status(
    State(backend): State<Backend>,
    Path((organization, id)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let mut state = backend.state();
    let now = state.now;
    let cluster = state.cluster_of(&organization, &id)?;
    Ok(answer(StatusCode::OK, &documents::status(cluster, now)))
}

/// A dry run answers `DRY_RUN` and changes nothing.
pub(crate) async fn deploy(
    State(backend): State<Backend>,
    Path((organization, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let mut state = backend.state();
    let now = state.now;
    let is_dry_run = query.is_some_and(|query| query.split('&').any(|pair| pair == "dry_run=true"));
    if !is_dry_run {
        state.deploy(&organization, &id, Reason::Unspecified)?;
    }
    let mut status = documents::status(state.cluster_of(&organization, &id)?, now);
    if is_dry_run {
        status["status"] = json!(ClusterState::DryRun.as_str());
    }
    Ok(answer(StatusCode::CREATED, &status))
}
