//! Dates in conditions, as seconds since 1970, and what is known of the present.

use time::{Date, OffsetDateTime, format_description::well_known::Rfc3339, macros::datetime};

use super::Order;
use crate::trust::truth::Truth;

/// The verdict takes no clock: the request is made some time in these years, which is enough to
/// tell windows that are over from windows that have no end in sight.
const EARLIEST: i64 = datetime!(2026-01-01 0:00 UTC).unix_timestamp();
const LATEST: i64 = datetime!(2037-01-01 0:00 UTC).unix_timestamp();

/// The date of a condition: seconds since 1970, or ISO 8601 as far as AWS documents it.
pub(crate) fn parse(text: &str) -> Option<i64> {
    if let Ok(seconds) = text.parse::<i64>() {
        // Four digits are a year.
        return if text.len() == 4 {
            midnight(&format!("{text}-01-01"))
        } else {
            Some(seconds)
        };
    }
    match text.split_once('T') {
        None if text.len() == 7 => midnight(&format!("{text}-01")),
        None => midnight(text),
        Some((date, time)) => moment(date, time),
    }
}

fn moment(date: &str, time: &str) -> Option<i64> {
    let zone = time.find(['Z', '+', '-'])?;
    let (clock, zone) = time.split_at(zone);
    let seconds = if clock.len() == 5 { ":00" } else { "" };
    let text = format!("{date}T{clock}{seconds}{zone}");
    OffsetDateTime::parse(&text, &Rfc3339)
        .ok()
        .map(OffsetDateTime::unix_timestamp)
}

fn midnight(date: &str) -> Option<i64> {
    let format = time::macros::format_description!("[year]-[month]-[day]");
    let date = Date::parse(date, format).ok()?;
    Some(date.midnight().assume_utc().unix_timestamp())
}

/// How the present compares with that date.
pub(crate) fn compare_now(order: Order, date: i64) -> Truth {
    let (always, never) = match order {
        Order::Equal => (false, !(EARLIEST..=LATEST).contains(&date)),
        Order::Less | Order::LessOrEqual => (LATEST < date, EARLIEST > date),
        Order::Greater | Order::GreaterOrEqual => (EARLIEST > date, LATEST < date),
    };
    match (always, never) {
        (true, _) => Truth::True,
        (_, true) => Truth::False,
        _ => Truth::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_iso_8601_or_seconds() {
        for (text, seconds) in [
            ("2017-07-01T00:00:00Z", 1_498_867_200),
            ("2017-07-01T02:00+02:00", 1_498_867_200),
            ("2017-07-01T00:00:00.5Z", 1_498_867_200),
            ("2017-07-01", 1_498_867_200),
            ("2017-07", 1_498_867_200),
            ("2017", 1_483_228_800),
            ("1498867200", 1_498_867_200),
        ] {
            assert_eq!(parse(text), Some(seconds), "{text}");
        }
        for text in [
            "",
            "yesterday",
            "2017-13-01",
            "2017-07-01T00:00:00",
            "01/07/2017",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_window_that_is_over_is_never_and_one_without_end_is_always() {
        assert_eq!(compare_now(Order::Less, 1_498_867_200), Truth::False);
        assert_eq!(compare_now(Order::Greater, 1_498_867_200), Truth::True);
        assert_eq!(compare_now(Order::Less, 4_102_444_800), Truth::True);
        assert_eq!(compare_now(Order::Less, EARLIEST + 1), Truth::Unknown);
        assert_eq!(compare_now(Order::Equal, EARLIEST + 1), Truth::Unknown);
    }
}
