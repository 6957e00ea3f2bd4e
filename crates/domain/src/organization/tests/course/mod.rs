//! What becomes of a delivery.

mod property;

use std::time::Duration;

use time::{OffsetDateTime, macros::datetime};

use crate::{
    aws::stack::StackStatus,
    organization::{
        Course, Delivered, Failure, Hour, LONGEST_PUT_BACK, MOST_DELIVERIES, RequestKind,
    },
};
use RequestKind::{Create, Delete, Update};

const SENT: OffsetDateTime = datetime!(2026-11-25 12:00 UTC);
const CREATING: Option<StackStatus> = Some(StackStatus::CreateInProgress);
const UPDATING: Option<StackStatus> = Some(StackStatus::UpdateInProgress);
const ROLLING_BACK: Option<StackStatus> = Some(StackStatus::UpdateRollbackInProgress);
const TAKING_BACK: Option<StackStatus> = Some(StackStatus::RollbackInProgress);
const DELETING: Option<StackStatus> = Some(StackStatus::DeleteInProgress);

fn delivered(kind: RequestKind, deliveries: u32) -> Delivered {
    Delivered {
        kind,
        hour: Hour::since(SENT),
        deliveries,
        says_nothing: false,
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
fn only_creations_their_roll_backs_and_forward_updates_wait_for_qovery() {
    for (kind, status, expected) in [
        (Create, None, seconds(15)),
        (Create, CREATING, seconds(15)),
        (Update, None, Course::GoOn),
        (Update, UPDATING, seconds(15)),
        (Update, ROLLING_BACK, Course::GoOn),
        (Delete, None, Course::GoOn),
        (Delete, DELETING, Course::GoOn),
        (Delete, TAKING_BACK, seconds(15)),
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
fn a_creation_that_left_nothing_is_taken_back_at_once_and_no_other_fails_for_qovery() {
    let nothing = Delivered {
        says_nothing: true,
        ..delivered(Delete, 1)
    };
    let away = Failure::Unavailable;
    let course = nothing.course_without_qovery(TAKING_BACK, away, at(0));
    assert_eq!(course, Course::GoOn);
    for (deliveries, minutes) in [(19, 0), (2, 52)] {
        let last = delivered(Delete, deliveries);
        let course = last.course_without_qovery(TAKING_BACK, away, at(minutes));
        assert_eq!(course, Course::GoOn, "{deliveries} at {minutes}");
    }
}

#[test]
fn only_a_creation_that_comes_again_may_have_registered_something() {
    let may = |kind| [1, 2].map(|times| delivered(kind, times).may_have_registered());
    assert_eq!(may(Create), [false, true]);
    assert_eq!([may(Update), may(Delete)], [[false; 2]; 2]);
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
