//! Container registries and Helm repositories: list, read, edit.

use axum::{
    Extension,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};

use domain::qovery::RegistryForm;

use super::super::{answer::answer, backend::Backend, documents, requests};
use crate::state::qovery::Refusal;

pub(crate) async fn list(
    State(backend): State<Backend>,
    Extension(form): Extension<RegistryForm>,
    Path(organization): Path<String>,
) -> Result<Response, Refusal> {
    let mut state = backend.state();
    let known = state.organization(&organization)?;
    let registries = known.registries.iter().filter(|it| it.form == form);
    let list = documents::results(registries.map(|it| documents::registry(known, it)));
    Ok(answer(StatusCode::OK, &list))
}

pub(crate) async fn read(
    State(backend): State<Backend>,
    Extension(form): Extension<RegistryForm>,
    Path((organization, id)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let mut state = backend.state();
    let registry = state.registry_of(&organization, form, &id)?.clone();
    let known = state.organization(&organization)?;
    Ok(answer(
        StatusCode::OK,
        &documents::registry(known, &registry),
    ))
}

/// Replaces the whole: what the request leaves out is empty afterwards.
pub(crate) async fn edit(
    State(backend): State<Backend>,
    Extension(form): Extension<RegistryForm>,
    Path((organization, id)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let request = requests::registry(form, &body)?;
    let mut state = backend.state();
    let registry = state.edit_registry(&organization, form, &id, request)?;
    let known = state.organization(&organization)?;
    Ok(answer(
        StatusCode::OK,
        &documents::registry(known, &registry),
    ))
}
