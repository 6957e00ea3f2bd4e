//! What was called, when, and how deep one call waited for another.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use tokio::time::{Instant, sleep_until};

use crate::faces::aws_http;

/// More than any request of a client in order.
const BODY_LIMIT_BYTES: usize = 1 << 20;

/// One call.
#[derive(Debug, Clone)]
pub struct Call {
    /// `GetRole`, `POST /organization/…`.
    pub operation: String,
    /// When the request had arrived.
    pub arrived: Instant,
    /// When the answer was sent.
    pub answered: Instant,
}

/// Every call since the start or the last [`Traffic::take`].
#[derive(Debug, Clone)]
pub struct Traffic {
    latency: Duration,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Traffic {
    pub(super) fn new(latency: Duration) -> Self {
        Self {
            latency,
            calls: Arc::default(),
        }
    }

    /// The calls so far, in the order of their answers; counting starts anew.
    #[must_use]
    pub fn take(&self) -> Vec<Call> {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Call>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sequential round trips: the longest chain of calls in which each began when the one before it
/// had been answered. Sharp where the latency is longer than what the caller does between calls.
#[must_use]
pub fn round_trips(calls: &[Call]) -> usize {
    let mut calls: Vec<&Call> = calls.iter().collect();
    calls.sort_by_key(|call| call.arrived);
    let mut depths: Vec<usize> = Vec::with_capacity(calls.len());
    for call in &calls {
        let before = calls.iter().zip(&depths);
        let answered = before.filter(|(before, _)| before.answered <= call.arrived);
        depths.push(1 + answered.map(|(_, depth)| *depth).max().unwrap_or(0));
    }
    depths.into_iter().max().unwrap_or(0)
}

/// Notes the call and holds its answer back for the latency.
pub(super) async fn count(
    State(traffic): State<Traffic>,
    request: Request,
    next: Next,
) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT_BYTES).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let arrived = Instant::now();
    let operation = aws_http::operation(&head.headers, &body)
        .unwrap_or_else(|| format!("{} {}", head.method, head.uri.path()));
    let response = next.run(Request::from_parts(head, Body::from(body))).await;
    if !traffic.latency.is_zero() {
        sleep_until(arrived + traffic.latency).await;
    }
    traffic.lock().push(Call {
        operation,
        arrived,
        answered: Instant::now(),
    });
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_side_by_side_are_one_round_trip_and_a_chain_is_as_many_as_it_has_links() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let call = |(arrived, answered)| Call {
            operation: String::new(),
            arrived: at(arrived),
            answered: at(answered),
        };
        let trips = |calls: &[(u64, u64)]| {
            let calls: Vec<Call> = calls.iter().copied().map(call).collect();
            round_trips(&calls)
        };
        assert_eq!(trips(&[]), 0);
        assert_eq!(trips(&[(0, 30), (1, 31), (2, 32)]), 1);
        assert_eq!(trips(&[(0, 30), (30, 60), (31, 61), (62, 92)]), 3);
        // One that takes long does not hide the chain beside it.
        assert_eq!(trips(&[(0, 100), (1, 31), (32, 62)]), 2);
    }
}
