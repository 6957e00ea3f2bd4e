//! When nobody waits any more.

use std::time::Duration;

use time::{OffsetDateTime, macros::datetime};

use crate::organization::{Hour, VISIBILITY};

const SENT: OffsetDateTime = datetime!(2026-11-25 12:00 UTC);

#[test]
fn the_hour_ends() {
    let hour = Hour::since(SENT);
    assert!(!hour.is_over(SENT + Duration::from_secs(3_599)));
    assert!(hour.is_over(SENT + Duration::from_hours(1)));
}

#[test]
fn what_would_not_come_again_in_its_hour_is_the_last_delivery() {
    let hour = Hour::since(SENT);
    assert!(!hour.is_last_delivery(SENT + Duration::from_mins(52)));
    let last = SENT + Duration::from_secs(52 * 60 + 1);
    assert!(hour.is_last_delivery(last) && !hour.is_over(last + VISIBILITY));
    assert!(!hour.is_last_delivery(SENT - Duration::from_hours(1)));
}
