//! The organization, and its credentials with their clusters.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};

use super::super::{answer::answer, backend::Backend, documents};
use crate::state::qovery::Refusal;

pub(crate) async fn read(Path(id): Path<String>) -> Response {
    answer(StatusCode::OK, &documents::organization(&id))
}

/// Every kind of credentials, each with the clusters that are linked with it.
pub(crate) async fn list_credentials(
    State(backend): State<Backend>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let mut state = backend.state();
    let organization = state.organization(&id)?;
    let list = documents::credentials_with_clusters(organization);
    Ok(answer(StatusCode::OK, &list))
}
