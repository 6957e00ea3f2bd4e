//! What becomes of a delivery.

use std::time::Duration;

use proptest::prelude::*;
use time::{OffsetDateTime, macros::datetime};

use crate::{
    aws::stack::StackStatus,
    organization::{
        Course, Delivered, Failure, Hour, LONGEST_PUT_BACK, MOST_DELIVERIES, RequestKind,
        VISIBILITY,
    },
};
use RequestKind::{Create, Delete, Update};

const SENT: OffsetDateTime = datetime!(2026-11-25 12:00 UTC);
const CREATING: Option<StackStatus> = Some(StackStatus::CreateInProgress);
const UPDATING: Option<StackStatus> = Some(StackStatus::UpdateInProgress);
const ROLLING_BACK: Option<StackStatus> = Some(StackStatus::UpdateRollbackInProgress);
const DELETING: Option<StackStatus> = Some(StackStatus::DeleteInProgress);

fn delivered(kind: RequestKind, deliveries: u32) -> Delivered {
    Delivered {
        kind,
        hour: Hour::since(SENT),
        deliveries,
    }
}

fn at(minutes: i64) -> OffsetDateTime {
    SENT + time::Duration::minutes(minutes)
}

fn after(failure: Failure, deliveries: u32, minutes: i64) -> Course {
    delivered(Create, deliveries).course_after(failure, at(minutes))
}

fn seconds(seconds: u64) -> Course {
    Course::PutBack(Duration::from_secs(seconds))
}

#[test]
fn what_would_end_the_same_is_answered_at_once_and_what_was_overtaken_never() {
    assert_eq!(after(Failure::Final, 1, 0), Course::Answer);
    assert_eq!(after(Failure::Overtaken, 1, 0), Course::Drop);
}

#[test]
fn an_account_that_is_not_ready_is_waited_for_five_minutes_with_growing_pauses() {
    let pauses = [(1, 0), (2, 1), (3, 2)].map(|(times, at)| after(Failure::NotReady, times, at));
    assert_eq!(pauses, [5, 10, 20].map(seconds));
    assert_eq!(after(Failure::NotReady, 5, 5), Course::Answer);
}

#[test]
fn what_is_away_is_waited_for_as_long_as_the_hour_allows() {
    assert_eq!(after(Failure::Unavailable, 1, 0), seconds(15));
    assert_eq!(after(Failure::Unavailable, 9, 40), seconds(240));
    assert_eq!(after(Failure::Unavailable, 9, 52), Course::Answer);
}

#[test]
fn a_pause_that_is_asked_for_is_kept_in_the_hour_and_else_answered() {
    let asked = |minutes| Failure::Throttled(Duration::from_mins(minutes));
    assert_eq!(after(asked(3), 1, 0), seconds(180));
    assert_eq!(after(asked(40), 1, 0), Course::PutBack(LONGEST_PUT_BACK));
    assert_eq!(after(asked(55), 1, 0), Course::Answer);
    let endless = Failure::Throttled(Duration::MAX);
    assert_eq!(after(endless, 1, 0), Course::Answer);
}

#[test]
fn a_pause_of_a_second_grows_with_the_deliveries() {
    let asked = Failure::Throttled(Duration::from_secs(1));
    let pauses = [1, 2, 3, 9].map(|deliveries| after(asked, deliveries, 0));
    assert_eq!(pauses, [15, 30, 60, 240].map(seconds));
}

#[test]
fn the_last_delivery_but_one_is_answered_and_the_last_is_not_attempted() {
    assert_eq!(after(Failure::Unavailable, 18, 0), seconds(240));
    assert_eq!(after(Failure::Unavailable, 19, 0), Course::Answer);
    for kind in [Create, Delete] {
        let begins = |deliveries| delivered(kind, deliveries).course(None, at(0));
        assert_eq!([19, 20].map(begins), [Course::GoOn, Course::Answer]);
    }
    let update = delivered(Update, 20);
    assert_eq!(update.course(None, at(0)), Course::GoOn);
    assert_eq!(update.course(ROLLING_BACK, at(0)), Course::Answer);
}

#[test]
fn only_creations_and_forward_updates_wait_for_qovery() {
    for (kind, status, expected) in [
        (Create, None, seconds(15)),
        (Create, CREATING, seconds(15)),
        (Update, None, Course::GoOn),
        (Update, UPDATING, seconds(15)),
        (Update, ROLLING_BACK, Course::GoOn),
        (Delete, None, Course::GoOn),
        (Delete, DELETING, Course::GoOn),
    ] {
        let course = delivered(kind, 1).course_without_qovery(status, Failure::Unavailable, at(0));
        assert_eq!(course, expected, "{kind:?} {status:?}");
    }
}

#[test]
fn what_cannot_be_served_in_its_hour_is_answered_after_a_look_at_its_stack() {
    let later = Failure::Throttled(Duration::from_mins(55));
    let course = |status| delivered(Create, 1).course_without_qovery(status, later, at(0));
    assert_eq!(course(None), Course::GoOn);
    assert_eq!(course(CREATING), Course::Answer);
}

#[test]
fn what_cloudformation_does_not_do_any_more_is_dropped() {
    for status in StackStatus::ALL {
        let waits = [Create, Update, Delete].map(|kind| {
            let course = delivered(kind, 1).course(Some(*status), at(0));
            course == Course::GoOn
        });
        let expected = match status {
            StackStatus::CreateInProgress
            | StackStatus::UpdateInProgress
            | StackStatus::ReviewInProgress
            | StackStatus::ImportInProgress => [true, true, true],
            StackStatus::UpdateRollbackInProgress | StackStatus::ImportRollbackInProgress => {
                [false, true, true]
            }
            StackStatus::RollbackInProgress
            | StackStatus::DeleteInProgress
            | StackStatus::UpdateCompleteCleanupInProgress
            | StackStatus::UpdateRollbackCompleteCleanupInProgress => [false, false, true],
            _ => [false; 3],
        };
        assert_eq!(waits, expected, "{status:?}");
    }
}

fn kind() -> impl Strategy<Value = RequestKind> {
    prop_oneof![Just(Create), Just(Update), Just(Delete)]
}

fn failure() -> impl Strategy<Value = Failure> {
    prop_oneof![
        Just(Failure::NotReady),
        Just(Failure::Unavailable),
        any::<u64>().prop_map(|seconds| Failure::Throttled(Duration::from_secs(seconds))),
        (0_u64..4_000).prop_map(|seconds| Failure::Throttled(Duration::from_secs(seconds))),
    ]
}

/// What happens in a delivery that goes on.
#[derive(Debug, Clone)]
enum Happens {
    FunctionIsKilled,
    QoveryIsAway(Failure),
    AttemptFails(Failure),
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        Just(Happens::FunctionIsKilled),
        failure().prop_map(Happens::QoveryIsAway),
        failure().prop_map(Happens::AttemptFails),
    ]
}

/// What follows, and when. A request that gets through to Qovery is answered.
fn next(request: Delivered, happens: &Happens, now: OffsetDateTime) -> Course {
    let status = Some(match request.kind {
        Create => StackStatus::CreateInProgress,
        Update => StackStatus::UpdateInProgress,
        Delete => StackStatus::DeleteInProgress,
    });
    let begins = request.course(status, now);
    if begins != Course::GoOn {
        return begins;
    }
    let course = match happens {
        Happens::FunctionIsKilled => Course::PutBack(VISIBILITY),
        Happens::QoveryIsAway(failure) => request.course_without_qovery(status, *failure, now),
        Happens::AttemptFails(failure) => request.course_after(*failure, now),
    };
    if course == Course::GoOn {
        Course::Answer
    } else {
        course
    }
}

proptest! {
    /// Whatever fails, and though a function be killed at the next delivery: another one comes in
    /// time for an answer.
    #[test]
    fn what_is_put_back_comes_again_in_time_for_an_answer(
        kind in kind(), failure in failure(), deliveries in 1_u32..30, seconds in 0_i64..7_200,
    ) {
        let (request, now) = (delivered(kind, deliveries), SENT + time::Duration::seconds(seconds));
        if let Course::PutBack(wait) = request.course_after(failure, now) {
            prop_assert!(!wait.is_zero() && wait <= LONGEST_PUT_BACK);
            prop_assert!(!request.hour.is_over(now + wait + VISIBILITY));
            prop_assert!(deliveries + 1 < MOST_DELIVERIES);
        }
    }

    /// Whatever happens in whatever order, a request is answered in its hour, before the queue gives
    /// it up.
    #[test]
    fn every_request_ends_as_an_answer(
        kind in kind(),
        all in proptest::collection::vec(happens(), MOST_DELIVERIES as usize),
    ) {
        let mut now = SENT;
        for (happens, deliveries) in all.iter().zip(1..) {
            let request = delivered(kind, deliveries);
            prop_assert!(!request.hour.is_over(now), "too late after {deliveries} deliveries");
            match next(request, happens, now) {
                Course::PutBack(wait) => now += wait,
                Course::Answer => return Ok(()),
                course => prop_assert!(false, "{course:?}"),
            }
        }
        prop_assert!(false, "no answer");
    }

    /// An answer that never arrives is tried until the queue gives the request up, in its hour.
    #[test]
    fn what_cannot_be_answered_ends_in_the_dead_letter_queue(from in 1_u32..20, seconds in 0_i64..3_500) {
        let mut now = SENT + time::Duration::seconds(seconds);
        for deliveries in from..=MOST_DELIVERIES {
            let request = delivered(Create, deliveries);
            prop_assert!(!request.hour.is_over(now), "over at delivery {deliveries}");
            now += request.pause_without_answer(now);
        }
    }
}
