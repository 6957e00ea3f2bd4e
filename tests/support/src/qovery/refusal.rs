//! A request that is refused: status and message.

use axum::{
    body::Body,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// A status and a message. Qovery publishes no body for its errors; this one is the common shape
/// of the framework that it runs on, and a client must not depend on it.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    message: String,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, message: &str) -> Self {
        Self {
            status,
            message: message.to_owned(),
        }
    }

    pub(super) fn bad_request(message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    pub(super) fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "Access token is missing or invalid",
        )
    }

    pub(super) fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "Access forbidden")
    }

    pub(super) fn not_found(what: &str, id: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, &format!("{what} `{id}` not found"))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let error = self.status.canonical_reason().unwrap_or_default();
        let body = json!({
            "status": self.status.as_u16(),
            "error": error,
            "message": self.message,
        });
        answer(self.status, &body)
    }
}

/// A JSON answer.
pub(super) fn answer(status: StatusCode, body: &Value) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json")];
    (status, headers, Body::from(body.to_string())).into_response()
}
