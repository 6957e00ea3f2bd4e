//! How long Qovery asks us to wait.

use std::time::Duration;

use aws_smithy_types::date_time::{DateTime, Format};
use domain::organization::Quota;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// The pause that a 429 asks for: `Retry-After` in seconds or as a date, else `X-RateLimit-Reset`,
/// which Qovery documents as Unix time in seconds. What lies in the past is no pause.
pub(super) fn pause<'a>(
    header: impl Fn(&str) -> Option<&'a str>,
    now: OffsetDateTime,
) -> Option<Duration> {
    retry_after(header("retry-after"), now).or_else(|| {
        let reset = header("x-ratelimit-reset")?.trim().parse().ok()?;
        Some(until(reset, now))
    })
}

/// What an answer says is left of the limit. `None`: it does not say.
pub(super) fn quota<'a>(header: impl Fn(&str) -> Option<&'a str>) -> Option<Quota> {
    let number = |name| header(name)?.trim().parse::<i64>().ok();
    Some(Quota {
        limit: number("x-ratelimit-limit").and_then(|limit| limit.try_into().ok()),
        remaining: number("x-ratelimit-remaining")?.max(0).try_into().ok()?,
        resets_at: OffsetDateTime::from_unix_timestamp(number("x-ratelimit-reset")?).ok()?,
    })
}

fn retry_after(value: Option<&str>, now: OffsetDateTime) -> Option<Duration> {
    let value = value?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = DateTime::from_str(value, Format::HttpDate).ok()?;
    Some(until(date.secs(), now))
}

fn until(unix_seconds: i64, now: OffsetDateTime) -> Duration {
    let seconds = unix_seconds.saturating_sub(now.unix_timestamp());
    Duration::from_secs(seconds.try_into().unwrap_or(0))
}

/// The hint of a 429.
pub(super) fn hint(pause: Option<Duration>, now: OffsetDateTime) -> String {
    const LIMIT: &str = "Qovery allows 1,000 requests an hour for each API token";
    let at = pause
        .and_then(|pause| now.checked_add(pause.try_into().ok()?))
        .and_then(|at| at.truncate_to_second().format(&Rfc3339).ok());
    match at {
        Some(at) => format!("try again at {at} or later: {LIMIT}"),
        None => format!("try again in some minutes: {LIMIT}"),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-25 12:00:00 UTC);

    fn asked(name: &str, value: &str) -> Option<u64> {
        let header = |asked: &str| (asked == name).then_some(value);
        pause(header, NOW).map(|pause| pause.as_secs())
    }

    #[test]
    fn a_pause_is_read_in_seconds_as_a_date_and_as_unix_time() {
        for (name, value, expected) in [
            ("retry-after", "8", Some(8)),
            ("retry-after", " 8 ", Some(8)),
            ("retry-after", "Wed, 25 Nov 2026 12:00:08 GMT", Some(8)),
            ("retry-after", "Wed, 25 Nov 2026 11:59:00 GMT", Some(0)),
            ("retry-after", "soon", None),
            ("retry-after", "-1", None),
            ("x-ratelimit-reset", "1795608030", Some(30)),
            ("x-ratelimit-reset", "30", Some(0)),
            ("x-ratelimit-reset", "soon", None),
            ("x-ratelimit-limit", "1000", None),
        ] {
            assert_eq!(asked(name, value), expected, "{name}: {value}");
        }
    }

    #[test]
    fn what_the_server_asks_for_comes_before_when_its_window_ends() {
        let header = |name: &str| match name {
            "retry-after" => Some("8"),
            "x-ratelimit-reset" => Some("1795608030"),
            _ => None,
        };
        assert_eq!(pause(header, NOW), Some(Duration::from_secs(8)));
    }

    #[test]
    fn the_hint_says_when_and_no_pause_is_too_long_for_it() {
        let hint_of = |pause| hint(pause, NOW);
        assert!(
            hint_of(Some(Duration::from_mins(30)))
                .starts_with("try again at 2026-11-25T12:30:00Z or later: ")
        );
        assert!(hint_of(Some(Duration::MAX)).starts_with("try again in some minutes: "));
        assert_eq!(hint_of(Some(Duration::MAX)), hint_of(None));
    }

    #[test]
    fn what_is_left_is_read_only_where_both_are_said() {
        let of = |remaining: &'static str, reset: &'static str| {
            quota(move |name| match name {
                "x-ratelimit-limit" => Some("1000"),
                "x-ratelimit-remaining" => Some(remaining),
                "x-ratelimit-reset" => Some(reset),
                _ => None,
            })
        };
        let expected = Quota {
            limit: Some(1_000),
            remaining: 17,
            resets_at: datetime!(2026-11-25 12:00:30 UTC),
        };
        assert_eq!(of("17", "1795608030"), Some(expected));
        assert_eq!(of("-3", "1795608030").map(|quota| quota.remaining), Some(0));
        assert_eq!(of("", "1795608030"), None);
        assert_eq!(of("17", "soon"), None);
        assert_eq!(of("17", "9223372036854775807"), None);
    }

    #[test]
    fn no_header_makes_the_arithmetic_overflow() {
        for value in [
            i64::MAX.to_string(),
            i64::MIN.to_string(),
            u64::MAX.to_string(),
        ] {
            for name in ["retry-after", "x-ratelimit-reset"] {
                let header = |asked: &str| (asked == name).then_some(value.as_str());
                hint(pause(header, NOW), NOW);
            }
        }
    }
}
