//! The limit of requests of each token.
//!
//! Source: Qovery's documentation of its API: 1,000 requests an hour and token.

use std::{collections::BTreeMap, time::Duration};

use time::OffsetDateTime;

/// A limit of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// So many requests of a token.
    pub requests: u32,
    /// In each period of that length, which begins with the first of them.
    pub period: Duration,
    /// What a refusal says besides `X-RateLimit-Reset`.
    pub retry_after: RetryAfter,
}

/// The header `Retry-After`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RetryAfter {
    /// It is not there.
    #[default]
    Absent,
    /// So many seconds.
    Seconds,
    /// A date.
    Date,
}

impl Default for RateLimit {
    fn default() -> Self {
        Self {
            requests: 1_000,
            period: Duration::from_hours(1),
            retry_after: RetryAfter::default(),
        }
    }
}

/// What each token has left.
#[derive(Debug, Clone, Default)]
pub(crate) struct Limits {
    limit: RateLimit,
    periods: BTreeMap<String, Period>,
}

#[derive(Debug, Clone)]
struct Period {
    end: OffsetDateTime,
    used: u32,
}

/// A request that was counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted {
    pub(crate) limit: u32,
    /// What is left after it.
    pub(crate) remaining: u32,
    pub(crate) resets_at: OffsetDateTime,
    /// Whether it is one too many.
    pub(crate) is_refused: bool,
    pub(crate) retry_after: RetryAfter,
}

impl Limits {
    pub(crate) fn new(limit: RateLimit) -> Self {
        Self {
            limit,
            periods: BTreeMap::new(),
        }
    }

    /// Counts a request of that token.
    pub(crate) fn count(&mut self, token: &str, now: OffsetDateTime) -> Counted {
        let RateLimit {
            requests,
            period,
            retry_after,
        } = self.limit;
        let fresh = || Period {
            end: now + period,
            used: 0,
        };
        let period = self.periods.entry(token.to_owned()).or_insert_with(fresh);
        if period.end <= now {
            *period = fresh();
        }
        period.used = period.used.saturating_add(1);
        Counted {
            limit: requests,
            remaining: requests.saturating_sub(period.used),
            resets_at: period.end,
            is_refused: period.used > requests,
            retry_after,
        }
    }
}
