//! One request to one of AWS's APIs, and its answer on the wire.

use std::sync::Arc;

use axum::{body::Bytes, extract::State, http::HeaderMap, response::Response};
use domain::port_error::{PortError, PortErrorKind};

use super::{form::Form, query, secrets_manager};
use crate::world::World;

/// What a service says when it does not do what it was asked.
pub(super) struct Fault {
    pub(super) status: u16,
    /// As IAM and STS name it; the JSON services add `Exception`.
    pub(super) code: &'static str,
    pub(super) message: String,
}

/// JSON services name their operation in a header, the others in the form that they are sent.
pub(super) async fn answer(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match target(&headers) {
        Some(operation) => secrets_manager::answer(&world, operation, &body).await,
        None => query::answer(&world, &signer(&headers), &body).await,
    }
}

/// `GetRole`; none where it is no request to AWS.
pub(super) fn operation(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let named = target(headers).map(str::to_owned);
    named.or_else(|| Form::read(body).get("Action").map(str::to_owned))
}

/// The operation in `secretsmanager.GetSecretValue`.
fn target(headers: &HeaderMap) -> Option<&str> {
    let target = headers.get("x-amz-target")?.to_str().ok()?;
    target.rsplit('.').next()
}

/// The id of the key that signed: in `… Credential=AKIA…/20260301/…`.
fn signer(headers: &HeaderMap) -> String {
    let header = headers.get("authorization");
    let text = header.and_then(|value| value.to_str().ok());
    let rest = text.and_then(|text| text.split_once("Credential="));
    let id = rest.and_then(|(_, rest)| rest.split('/').next());
    id.unwrap_or_default().to_owned()
}

impl Fault {
    pub(super) fn invalid(message: &str) -> Self {
        Self {
            status: 400,
            code: "ValidationError",
            message: message.to_owned(),
        }
    }
}

impl From<PortError> for Fault {
    fn from(error: PortError) -> Self {
        let (status, code) = match error.kind {
            PortErrorKind::NotFound => (404, "NoSuchEntity"),
            PortErrorKind::Conflict => (409, "EntityAlreadyExists"),
            PortErrorKind::LimitExceeded => (409, "LimitExceeded"),
            PortErrorKind::Unauthenticated => (403, "InvalidClientTokenId"),
            PortErrorKind::AccessDenied => (403, "AccessDenied"),
            PortErrorKind::Throttled(_) => (400, "Throttling"),
            PortErrorKind::Invalid => (400, "ValidationError"),
            PortErrorKind::Unavailable | PortErrorKind::Unanswered | PortErrorKind::Other => {
                (500, "InternalFailure")
            }
        };
        Self {
            status,
            code,
            message: error.to_string(),
        }
    }
}
