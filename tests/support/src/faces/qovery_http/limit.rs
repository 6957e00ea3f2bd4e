//! The limit of requests of each token, and the headers that announce it.
//!
//! Source: Qovery's documentation of its API: 1,000 requests an hour and token, `X-RateLimit-Limit`,
//! `X-RateLimit-Remaining`, `X-RateLimit-Reset` (Unix time). It knows no `Retry-After`.

use std::{collections::BTreeMap, time::Duration};

use time::{OffsetDateTime, macros::format_description};

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
#[derive(Debug, Default)]
pub(super) struct Limits {
    limit: RateLimit,
    periods: BTreeMap<String, Period>,
}

#[derive(Debug)]
struct Period {
    end: OffsetDateTime,
    used: u32,
}

/// Headers of an answer: names and values.
pub(super) type Headers = Vec<(String, String)>;

impl Limits {
    pub(super) fn new(limit: RateLimit) -> Self {
        Self {
            limit,
            periods: BTreeMap::new(),
        }
    }

    /// Counts a request: the headers of its answer, which is a refusal where they are in `Err`.
    pub(super) fn count(&mut self, token: &str, now: OffsetDateTime) -> Result<Headers, Headers> {
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
        let left = requests.saturating_sub(period.used);
        let mut headers = announced(requests, left, period.end);
        if period.used <= requests {
            return Ok(headers);
        }
        headers.extend(match retry_after {
            RetryAfter::Absent => None,
            RetryAfter::Seconds => Some(seconds((period.end - now).whole_seconds() + 1)),
            RetryAfter::Date => Some(date(period.end)),
        });
        Err(headers)
    }
}

/// `X-RateLimit-…`
pub(super) fn announced(limit: u32, remaining: u32, reset: OffsetDateTime) -> Headers {
    let reset = reset.unix_timestamp();
    [
        ("x-ratelimit-limit", limit.to_string()),
        ("x-ratelimit-remaining", remaining.to_string()),
        ("x-ratelimit-reset", reset.to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// `Retry-After` in seconds.
pub(super) fn seconds(seconds: i64) -> (String, String) {
    ("retry-after".to_owned(), seconds.to_string())
}

/// `Retry-After` as a date of HTTP, which is always in GMT.
pub(super) fn date(at: OffsetDateTime) -> (String, String) {
    let form = format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    let text = at.to_offset(time::UtcOffset::UTC).format(&form);
    ("retry-after".to_owned(), text.unwrap_or_default())
}
