//! The headers that announce the limit of requests.
//!
//! Source: Qovery's documentation of its API: `X-RateLimit-Limit`, `X-RateLimit-Remaining`,
//! `X-RateLimit-Reset` (Unix time). It knows no `Retry-After`.

use time::{OffsetDateTime, macros::format_description};

use crate::state::qovery::{Counted, RetryAfter};

/// Headers of an answer: names and values.
pub(super) type Headers = Vec<(String, String)>;

/// The headers of the answer to a request that was counted.
pub(super) fn headers(counted: &Counted, now: OffsetDateTime) -> Headers {
    let Counted {
        limit,
        remaining,
        resets_at,
        ..
    } = *counted;
    let mut headers = announced(limit, remaining, resets_at);
    headers.extend(match counted.retry_after {
        _ if !counted.is_refused => None,
        RetryAfter::Absent => None,
        RetryAfter::Seconds => Some(seconds((resets_at - now).whole_seconds() + 1)),
        RetryAfter::Date => Some(date(resets_at)),
    });
    headers
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
