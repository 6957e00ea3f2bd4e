//! The organization, and its credentials with their clusters.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use serde_json::{Value, json};

use crate::qovery::{
    backend::Backend,
    refusal::{Refusal, answer},
    state::Organization,
};

pub(crate) async fn read(Path(id): Path<String>) -> Response {
    answer(StatusCode::OK, &Organization::answer(&id))
}

/// Every kind of credential, each with the clusters that are linked with it.
pub(crate) async fn list_credentials(
    State(backend): State<Backend>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let mut state = backend.lock();
    let organization = state.organization(&id)?;
    let credentials = organization.credentials.iter();
    let results: Vec<Value> = credentials
        .map(|credential| {
            let linked = organization.linked_clusters(&credential.id);
            let clusters: Vec<Value> = linked.iter().map(|cluster| cluster.link_answer()).collect();
            json!({ "credential": credential.answer(), "clusters": clusters })
        })
        .collect();
    Ok(answer(StatusCode::OK, &json!({ "results": results })))
}
