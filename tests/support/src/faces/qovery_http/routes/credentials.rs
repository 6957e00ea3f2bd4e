//! AWS credentials: list, create, read, edit, delete.

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::super::{answer::answer, backend::Backend, documents, requests};
use crate::state::qovery::{Credential, Refusal};

/// Those of AWS: role, static, and EKS Anywhere, which is requested here, too.
pub(crate) async fn list(
    State(backend): State<Backend>,
    Path(organization): Path<String>,
) -> Result<Response, Refusal> {
    let mut state = backend.state();
    let credentials = state.organization(&organization)?.credentials.iter();
    let of_aws = credentials.filter(|credential| is_aws(credential));
    let list = documents::results(of_aws.map(documents::credential));
    Ok(answer(StatusCode::OK, &list))
}

pub(crate) async fn create(
    State(backend): State<Backend>,
    Path(organization): Path<String>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let (name, values) = requests::credentials(&body)?;
    let mut state = backend.state();
    let created = state.create_credentials(&organization, &name, values)?;
    Ok(answer(
        StatusCode::CREATED,
        &documents::credential(&created),
    ))
}

pub(crate) async fn read(
    State(backend): State<Backend>,
    Path((organization, id)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let mut state = backend.state();
    let credential = state.credentials_of(&organization, &id)?;
    Ok(answer(StatusCode::OK, &documents::credential(credential)))
}

pub(crate) async fn edit(
    State(backend): State<Backend>,
    Path((organization, id)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let (name, values) = requests::credentials(&body)?;
    let mut state = backend.state();
    let edited = state.edit_credentials(&organization, &id, &name, values)?;
    Ok(answer(StatusCode::OK, &documents::credential(&edited)))
}

pub(crate) async fn delete(
    State(backend): State<Backend>,
    Path((organization, id)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    backend.state().delete_credentials(&organization, &id)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn is_aws(credential: &Credential) -> bool {
    let object_type = credential.values.object_type();
    ["AWS_ROLE", "AWS", "EKS_ANYWHERE_VSPHERE"].contains(&object_type)
}
