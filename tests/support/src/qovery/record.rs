//! What was received, and the audit of it.

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
    /// The status that was sent; none while it is under way, or when no answer was sent.
    pub status: Option<u16>,
}

impl RecordedRequest {
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

    /// What is wrong with the request whatever it asks for, as sentences without its secrets.
    #[must_use]
    pub fn audit(&self) -> Vec<String> {
        let has_body = !self.body.is_empty();
        let takes_body =
            matches!(self.method.as_str(), "POST" | "PUT") && !self.path.ends_with("/deploy");
        let is_json = self.header("content-type").is_some_and(|value| {
            value
                .split(';')
                .next()
                .is_some_and(|kind| kind.trim() == "application/json")
        });
        let carries_token = self
            .token()
            .is_some_and(|token| self.target().contains(token));
        [
            (
                self.token().is_none(),
                "carries no `Authorization: Token <token>`",
            ),
            (
                has_body && !is_json,
                "has a body that is not `content-type: application/json`",
            ),
            (has_body && !takes_body, "has a body where none belongs"),
            (
                has_body && self.json().is_none(),
                "has a body that is not JSON",
            ),
            (carries_token, "carries the token in its URL"),
        ]
        .into_iter()
        .filter(|(is_wrong, _)| *is_wrong)
        .map(|(_, what)| format!("{} {} {what}", self.method, self.path))
        .collect()
    }

    fn target(&self) -> String {
        format!(
            "{}?{}",
            self.path,
            self.query.as_deref().unwrap_or_default()
        )
    }
}
