//! Misbehaviour on demand.

use std::time::Duration;

use serde_json::Value;
use time::OffsetDateTime;

use super::{answer::refusal, limit, oddity::Oddity};
use crate::state::qovery::path_matches;

/// A misbehaviour: which requests, which of them, and what happens.
#[derive(Debug, Clone)]
pub struct Fault {
    /// `POST`, or `*` for every method.
    pub method: String,
    /// A path whose `*` stands for one segment, and whose last `**` for all that follow.
    pub path: String,
    /// So many matching requests are let through first.
    pub after: usize,
    /// So many are then hit.
    pub times: usize,
    /// What happens to them.
    pub kind: FaultKind,
}

/// What happens to a request that a fault hits.
#[derive(Debug, Clone)]
pub enum FaultKind {
    /// This answer, and the operation does not happen.
    Answer {
        /// Any status.
        status: u16,
        /// `content-type`, `retry-after` and the like.
        headers: Vec<(String, String)>,
        /// Any bytes.
        body: Vec<u8>,
    },
    /// The operation happens, and its answer has not the published form.
    Odd(Oddity),
    /// The operation happens, later.
    Delay(Duration),
    /// Accepted and never answered; the operation does not happen.
    Hang,
    /// The operation happens, and its answer does not arrive.
    LostAnswer(Loss),
    /// The connection is reset; the operation does not happen.
    Reset,
}

/// How an answer gets lost.
#[derive(Debug, Clone, Copy, Eq, PartialEq)]
pub enum Loss {
    /// The connection is closed without a byte.
    Closed,
    /// A gateway answers 502 with a page of its own.
    BadGateway,
    /// Nothing comes, and the connection stays open.
    Hung,
}

impl Fault {
    /// Hits the first request that matches.
    #[must_use]
    pub fn on(method: &str, path: &str, kind: FaultKind) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            after: 0,
            times: 1,
            kind,
        }
    }

    /// Lets `after` matching requests through first.
    #[must_use]
    pub fn after(self, after: usize) -> Self {
        Self { after, ..self }
    }

    /// Hits `times` requests in a row.
    #[must_use]
    pub fn times(self, times: usize) -> Self {
        Self { times, ..self }
    }

    /// Hits every request from then on.
    #[must_use]
    pub fn always(self) -> Self {
        self.times(usize::MAX)
    }

    fn matches(&self, method: &str, path: &str) -> bool {
        (self.method == "*" || self.method == method) && path_matches(&self.path, path)
    }
}

impl FaultKind {
    /// A JSON answer.
    #[must_use]
    pub fn json(status: u16, body: &Value) -> Self {
        Self::content(status, "application/json", body.to_string().into_bytes())
    }

    /// A page of at least `bytes` bytes, as a proxy in between makes one.
    #[must_use]
    pub fn html(status: u16, bytes: usize) -> Self {
        let head = format!("<html><head><title>{status}</title></head><body><h1>{status}</h1>");
        let mut page = head;
        while page.len() < bytes {
            page.push_str("<p>The server could not satisfy the request.</p>\n");
        }
        page.push_str("</body></html>");
        Self::content(status, "text/html; charset=utf-8", page.into_bytes())
    }

    /// What Qovery says when it refuses a request.
    #[must_use]
    pub fn refusal(status: u16, detail: &str) -> Self {
        Self::json(status, &refusal(status, detail))
    }

    /// 429 with `Retry-After` in seconds.
    #[must_use]
    pub fn rate_limit(retry_after_seconds: u32) -> Self {
        Self::too_many([limit::seconds(retry_after_seconds.into())])
    }

    /// 429 with `Retry-After` as a date.
    #[must_use]
    pub fn rate_limit_until(at: OffsetDateTime) -> Self {
        Self::too_many([limit::date(at)])
    }

    /// 429 with `X-RateLimit-Reset` alone, as Qovery documents it.
    #[must_use]
    pub fn rate_limit_reset(at: OffsetDateTime) -> Self {
        Self::too_many(limit::announced(1_000, 0, at))
    }

    fn too_many(headers: impl IntoIterator<Item = (String, String)>) -> Self {
        let answer = Self::refusal(429, "Too many requests");
        headers.into_iter().fold(answer, |answer, (name, value)| {
            answer.with_header(&name, &value)
        })
    }

    /// One header more; only an [`FaultKind::Answer`] has headers.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        if let Self::Answer { headers, .. } = &mut self {
            headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    fn content(status: u16, content_type: &str, body: Vec<u8>) -> Self {
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        Self::Answer {
            status,
            headers,
            body,
        }
    }
}

/// The faults in the order given; each counts the matching requests that reach it.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<(Fault, usize)>);

impl Faults {
    pub(super) fn add(&mut self, fault: Fault) {
        self.0.push((fault, 0));
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// What happens to this request: the first fault that is due takes it, and those behind that
    /// one do not see it; so faults on one path play one after the other.
    pub(super) fn hit(&mut self, method: &str, path: &str) -> Option<FaultKind> {
        for (fault, seen) in &mut self.0 {
            if !fault.matches(method, path) {
                continue;
            }
            let nth = *seen;
            *seen += 1;
            if nth >= fault.after && nth - fault.after < fault.times {
                return Some(fault.kind.clone());
            }
        }
        None
    }
}
