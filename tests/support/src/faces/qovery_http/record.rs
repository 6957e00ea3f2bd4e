//! What was received, and what was answered.

use std::time::Duration;

use serde_json::Value;

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct RecordedRequest {
    /// `GET`, `POST`, ...
    pub method: String,
    /// Without the query.
    pub path: String,
    /// What follows the `?`.
    pub query: Option<String>,
    /// Names in lower case, values as received: the token too.
    pub headers: Vec<(String, String)>,
    /// As received.
    pub body: String,
    /// When it arrived, counted from the start of the stand-in.
    pub arrived_after: Duration,
    /// What was sent; `None` while the request is under way, or when no answer was sent.
    pub answer: Option<RecordedAnswer>,
}

/// An answer as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedAnswer {
    /// 200 for one.
    pub status: u16,
    /// The header of that name.
    pub content_type: Option<String>,
    /// As sent.
    pub body: String,
}

impl RecordedRequest {
    /// The status that was sent.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.answer.as_ref().map(|answer| answer.status)
    }

    /// The value of a header, by its lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The token, when the request carried one the way that Qovery takes it.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        let token = self.header("authorization")?.strip_prefix("Token ")?;
        (!token.is_empty() && !token.contains(char::is_whitespace)).then_some(token)
    }

    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.body).ok()
    }
}
