//! What follows a failed attempt.

use std::time::Duration;

use proptest::prelude::*;
use time::{OffsetDateTime, macros::datetime};

use crate::organization::{Failure, Hour, LONGEST_PUT_BACK, MOST_DELIVERIES, Next, VISIBILITY};

const SENT: OffsetDateTime = datetime!(2026-11-25 12:00 UTC);

fn after(failure: Failure, deliveries: u32, minutes: i64) -> Next {
    Hour::since(SENT).after(failure, deliveries, SENT + time::Duration::minutes(minutes))
}

#[test]
fn what_would_end_the_same_is_answered_at_once() {
    assert_eq!(after(Failure::Final, 1, 0), Next::Answer);
}

#[test]
fn an_account_that_is_not_ready_is_waited_for_five_minutes_with_growing_pauses() {
    let pauses = [(1, 0), (2, 1), (3, 2)].map(|(times, at)| after(Failure::NotReady, times, at));
    let seconds = [15, 30, 60].map(|seconds| Next::Later(Duration::from_secs(seconds)));
    assert_eq!(pauses, seconds);
    assert_eq!(after(Failure::NotReady, 5, 5), Next::Answer);
}

#[test]
fn what_is_away_is_waited_for_as_long_as_the_hour_allows() {
    assert_eq!(
        after(Failure::Unavailable, 9, 40),
        Next::Later(Duration::from_mins(4))
    );
    assert_eq!(after(Failure::Unavailable, 9, 52), Next::Answer);
}

#[test]
fn a_pause_that_is_asked_for_is_kept_in_the_hour_and_else_answered() {
    let asked = |minutes| Failure::Throttled(Duration::from_mins(minutes));
    assert_eq!(after(asked(3), 1, 0), Next::Later(Duration::from_mins(3)));
    assert_eq!(after(asked(40), 1, 0), Next::Later(LONGEST_PUT_BACK));
    assert_eq!(after(asked(0), 3, 0), Next::Later(Duration::from_mins(1)));
    assert_eq!(after(asked(55), 1, 0), Next::Answer);
    assert_eq!(after(Failure::Throttled(Duration::MAX), 1, 0), Next::Answer);
}

#[test]
fn the_hour_ends() {
    let hour = Hour::since(SENT);
    assert!(!hour.is_over(SENT + Duration::from_secs(3_599)));
    assert!(hour.is_over(SENT + Duration::from_hours(1)));
}

fn failure() -> impl Strategy<Value = Failure> {
    prop_oneof![
        Just(Failure::Final),
        Just(Failure::NotReady),
        Just(Failure::Unavailable),
        any::<u64>().prop_map(|seconds| Failure::Throttled(Duration::from_secs(seconds))),
        (0_u64..4_000).prop_map(|seconds| Failure::Throttled(Duration::from_secs(seconds))),
    ]
}

proptest! {
    /// Whatever fails, and though a function be killed at the next delivery: another one comes in
    /// time for an answer.
    #[test]
    fn whatever_is_put_back_comes_again_in_time_for_an_answer(
        failure in failure(), deliveries in any::<u32>(), seconds in 0_i64..7_200,
    ) {
        let (hour, now) = (Hour::since(SENT), SENT + time::Duration::seconds(seconds));
        if let Next::Later(wait) = hour.after(failure, deliveries, now) {
            prop_assert!(!wait.is_zero() && wait <= LONGEST_PUT_BACK);
            prop_assert!(!hour.is_over(now + wait + VISIBILITY));
        }
    }

    /// A request that is put back at every delivery, or whose function is killed, ends as an answer
    /// before the queue gives it up.
    #[test]
    fn every_request_ends_as_an_answer(
        failures in proptest::collection::vec(proptest::option::of(failure()), MOST_DELIVERIES as usize),
    ) {
        let hour = Hour::since(SENT);
        let mut now = SENT;
        for (failure, deliveries) in failures.into_iter().zip(1..) {
            if hour.is_last_delivery(now) {
                prop_assert!(!hour.is_over(now), "too late after {deliveries} deliveries");
                return Ok(());
            }
            match failure.map(|failure| hour.after(failure, deliveries, now)) {
                Some(Next::Answer) => return Ok(()),
                Some(Next::Later(wait)) => now += wait,
                None => now += VISIBILITY,
            }
        }
        prop_assert!(false, "no answer");
    }
}
