//! What holds of every delivery.

use proptest::prelude::*;

use super::*;
use crate::organization::VISIBILITY;

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

/// Requests, each with the status of its stack.
fn asked() -> impl Strategy<Value = (RequestKind, Option<StackStatus>)> {
    prop_oneof![
        Just((Create, CREATING)),
        Just((Update, UPDATING)),
        Just((Delete, DELETING)),
        Just((Delete, TAKING_BACK)),
    ]
}

/// What follows, and when. A request that gets through to Qovery is answered.
fn next(
    request: Delivered,
    status: Option<StackStatus>,
    happens: &Happens,
    now: OffsetDateTime,
) -> Course {
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

    /// The deletion that takes back a Create is never answered for what Qovery does not say.
    #[test]
    fn what_is_taken_back_never_fails_for_qovery(
        failure in failure(), deliveries in 1_u32..30, seconds in 0_i64..7_200,
    ) {
        let (request, now) = (delivered(Delete, deliveries), SENT + time::Duration::seconds(seconds));
        let course = request.course_without_qovery(TAKING_BACK, failure, now);
        prop_assert!(matches!(course, Course::GoOn | Course::PutBack(_)), "{course:?}");
    }

    /// Whatever happens in whatever order, a request is answered in its hour, before the queue gives
    /// it up.
    #[test]
    fn every_request_ends_as_an_answer(
        (kind, status) in asked(),
        all in proptest::collection::vec(happens(), MOST_DELIVERIES as usize),
    ) {
        let mut now = SENT;
        for (happens, deliveries) in all.iter().zip(1..) {
            let request = delivered(kind, deliveries);
            prop_assert!(!request.hour.is_over(now), "too late after {deliveries} deliveries");
            match next(request, status, happens, now) {
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
