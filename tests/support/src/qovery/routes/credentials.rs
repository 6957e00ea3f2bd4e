//! AWS credentials: list, create, read, edit, delete.

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::qovery::{
    backend::Backend,
    credential::{Credential, CredentialValues, parse_request},
    refusal::{Refusal, answer},
};

/// Those of AWS: role, static, and EKS Anywhere, which is requested here too.
pub(crate) async fn list(
    State(backend): State<Backend>,
    Path(organization): Path<String>,
) -> Result<Response, Refusal> {
    let mut state = backend.lock();
    let credentials = state.organization(&organization)?.credentials.iter();
    let results: Vec<Value> = credentials
        .filter(|credential| is_aws(credential))
        .map(Credential::answer)
        .collect();
    Ok(answer(StatusCode::OK, &json!({ "results": results })))
}

/// Neither name nor values need be unique.
pub(crate) async fn create(
    State(backend): State<Backend>,
    Path(organization): Path<String>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let (name, values) = parse_request(&body)?;
    let mut state = backend.lock();
    let credential = Credential {
        id: state.next_id(),
        name,
        values,
    };
    let created = credential.answer();
    state
        .organization(&organization)?
        .credentials
        .push(credential);
    Ok(answer(StatusCode::CREATED, &created))
}

pub(crate) async fn read(
    State(backend): State<Backend>,
    Path((organization, id)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let mut state = backend.lock();
    let credential = state.organization(&organization)?.credential(&id)?;
    Ok(answer(StatusCode::OK, &credential.answer()))
}

/// Linked clusters go on with the old values until their next deployment.
pub(crate) async fn edit(
    State(backend): State<Backend>,
    Path((organization, id)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let (name, values) = parse_request(&body)?;
    let mut state = backend.lock();
    let allows_kind_change = state.policy.allows_kind_change;
    let credential = state.organization(&organization)?.credential(&id)?;
    if !allows_kind_change && !credential.values.is_same_kind(&values) {
        return Err(Refusal::bad_request(
            "the type of credentials cannot be changed",
        ));
    }
    credential.name = name;
    credential.values = values;
    Ok(answer(StatusCode::OK, &credential.answer()))
}

/// Refused while clusters are linked: documented in words, without a status.
pub(crate) async fn delete(
    State(backend): State<Backend>,
    Path((organization, id)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let mut state = backend.lock();
    let refused = StatusCode::from_u16(state.policy.linked_delete_status);
    let known = state.organization(&organization)?;
    known.credential(&id)?;
    let linked = known.linked_clusters(&id);
    if !linked.is_empty() {
        let names: Vec<_> = linked.iter().map(|cluster| cluster.name.as_str()).collect();
        let message = format!(
            "credentials are still linked to clusters: {}",
            names.join(", ")
        );
        return Err(Refusal::new(
            refused.unwrap_or(StatusCode::BAD_REQUEST),
            &message,
        ));
    }
    known.credentials.retain(|credential| credential.id != id);
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn is_aws(credential: &Credential) -> bool {
    match &credential.values {
        CredentialValues::Role { .. } | CredentialValues::Static { .. } => true,
        CredentialValues::Foreign { object_type, .. } => object_type == "EKS_ANYWHERE_VSPHERE",
    }
}
