//! What Qovery says when it does not do what it was asked.

use std::time::Duration;

/// A status and the text of `detail`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Qovery answers {status}: {detail}")]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The text.
    pub detail: String,
    /// Whether it is about something that does not exist.
    pub is_missing: bool,
    /// How long to wait, where too much was asked.
    pub retry_after: Option<Duration>,
}

impl Refusal {
    pub(crate) fn new(status: u16, detail: impl Into<String>) -> Self {
        Self {
            status,
            detail: detail.into(),
            is_missing: false,
            retry_after: None,
        }
    }

    pub(crate) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(400, detail)
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(401, "Access token is missing or invalid")
    }

    pub(crate) fn forbidden() -> Self {
        Self::new(403, "Access forbidden")
    }
}
