//! AWS's wire formats on the domain's ports: IAM, STS and `CloudFormation` as forms and XML,
//! Secrets Manager as JSON. Signatures are not checked.

use std::sync::Arc;

use axum::{body::Bytes, extract::State, http::HeaderMap, response::Response};
use domain::port_error::PortError;

use super::ports::World;
use crate::state::aws::{Code, Refusal};

mod form;
mod identities;
mod of_user;
mod page;
mod query;
mod secrets_manager;
mod stacks;
mod xml;

#[cfg(test)]
mod tests;

/// The JSON service names its operation in a header, the others in the form that they are sent.
pub(crate) async fn answer(
    State(world): State<Arc<World>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match target(&headers) {
        Some(operation) => secrets_manager::answer(&world, operation, &body).await,
        None => query::answer(&world, &signer(&headers), &body).await,
    }
}

/// `GetRole`. `None` means that it is no request to AWS.
pub(crate) fn operation(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let named = target(headers).map(str::to_owned);
    named.or_else(|| form::Form::read(body).get("Action").map(str::to_owned))
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

/// What the service said, where a port's error has it as its source.
impl From<PortError> for Refusal {
    fn from(error: PortError) -> Self {
        let said = error.source.as_ref();
        let said = said.and_then(|source| source.downcast_ref::<Self>());
        said.cloned()
            .unwrap_or_else(|| Self::new(Code::of(error.kind), error.to_string()))
    }
}

fn invalid(message: &str) -> Refusal {
    Refusal::new(Code::Invalid, message)
}
