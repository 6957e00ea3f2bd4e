//! Answers on the wire.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::state::qovery::Refusal;

/// `{"status", "error", "detail"}`: what Qovery's console, CLI and Terraform provider read.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or_default();
        answer(status, &refusal(self.status, &self.detail))
    }
}

/// The body of a refusal.
pub(super) fn refusal(status: u16, detail: &str) -> Value {
    let known = StatusCode::from_u16(status).ok();
    let error = known.and_then(|status| status.canonical_reason());
    json!({ "status": status, "error": error.unwrap_or_default(), "detail": detail })
}

/// A JSON answer.
pub(super) fn answer(status: StatusCode, body: &Value) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json")];
    (status, headers, Body::from(body.to_string())).into_response()
}

/// Adds headers. Those that HTTP does not allow are left out.
pub(super) fn add_headers(response: &mut Response, headers: &[(String, String)]) {
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            response.headers_mut().append(name, value);
        }
    }
}
