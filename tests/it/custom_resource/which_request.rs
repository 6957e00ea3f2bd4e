//! Which request it is, is asked: every status of the stack with every kind of request.

use std::collections::BTreeSet;

use domain::{aws::stack::StackStatus, port_error::PortErrorKind};
use serde_json::Value;
use support::world::{At, Fault, World};

use super::{
    account::{NAME, ORGANIZATION, connected_by_role, with_role},
    event, names, send,
};
use crate::own_stack::STACK;

/// What a request comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// The new values are at Qovery.
    Written,
    /// Success with attributes, and nothing verified: an update is taken back.
    Restored,
    /// Credentials, role and policy are gone.
    TakenAway,
    /// The unused credentials are gone, and the role is there.
    CleanedUp,
    /// Success, and nothing is gone.
    LeftAlone,
    /// Failed, and nothing was written.
    Refused,
}

use Ends::{CleanedUp, LeftAlone, Refused, Restored, TakenAway, Written};

/// Statuses, and what a Create, an Update and a Delete come to in them.
const ROWS: [(&str, [Ends; 3]); 6] = [
    (
        "CREATE_IN_PROGRESS UPDATE_IN_PROGRESS REVIEW_IN_PROGRESS IMPORT_IN_PROGRESS",
        [Written, Written, CleanedUp],
    ),
    (
        "UPDATE_ROLLBACK_IN_PROGRESS UPDATE_ROLLBACK_FAILED IMPORT_ROLLBACK_IN_PROGRESS IMPORT_ROLLBACK_FAILED",
        [Refused, Restored, LeftAlone],
    ),
    (
        "ROLLBACK_IN_PROGRESS ROLLBACK_FAILED DELETE_IN_PROGRESS DELETE_FAILED DELETE_COMPLETE",
        [Refused, Refused, TakenAway],
    ),
    (
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
        [Refused, Refused, CleanedUp],
    ),
    (
        "CREATE_COMPLETE UPDATE_COMPLETE UPDATE_ROLLBACK_COMPLETE IMPORT_COMPLETE IMPORT_ROLLBACK_COMPLETE",
        [Refused, Refused, Refused],
    ),
    (
        "CREATE_FAILED ROLLBACK_COMPLETE UPDATE_FAILED",
        [Refused, Refused, Refused],
    ),
];

/// Of a stack whose status is not known: a Create and an Update go on, a Delete does not.
const UNKNOWN: [Ends; 3] = [Written, Written, Refused];

/// A world and the request that it meets, in the order of [`ROWS`].
fn requests() -> [(World, Value); 3] {
    [
        (with_role(), event("create")),
        (connected_by_role(), event("update-name")),
        (connected_by_role(), event("delete")),
    ]
}

#[tokio::test(start_paused = true)]
async fn every_status_says_what_a_request_may_do() {
    let mut judged = BTreeSet::new();
    for (statuses, expected) in ROWS {
        for status in statuses.split(' ') {
            let status = StackStatus::named(status).expect("a status");
            judged.insert(status);
            for ((world, event), expected) in requests().into_iter().zip(expected) {
                let what = format!("{} in {}", event["RequestType"], status.as_str());
                let answer = send(&world, status, event).await;
                assert_eq!(end(&world, &answer), expected, "{what}: {answer}");
            }
        }
    }
    assert_eq!(judged.len(), StackStatus::ALL.len());
}

#[tokio::test(start_paused = true)]
async fn a_status_of_tomorrow_or_none_at_all_lets_a_delete_touch_nothing() {
    let of_tomorrow: fn(&World) = |world| {
        world.edit(|state| {
            let stack = state.stacks.get_mut(STACK).expect("it is there");
            stack.status = None;
        });
    };
    let denied: fn(&World) = |world| {
        for call in 1..=9 {
            let at = At::Operation("cloudformation:DescribeStacks", call);
            world.inject(at, Fault::Fail(PortErrorKind::AccessDenied));
        }
    };
    let no_stack: fn(&World) = |world| world.edit(|state| state.stacks.clear());
    for unknown in [of_tomorrow, denied, no_stack] {
        for ((world, event), expected) in requests().into_iter().zip(UNKNOWN) {
            unknown(&world);
            super::handle(&world, event.clone())
                .await
                .expect("an answer");
            let answer = super::answer(&world);
            assert_eq!(end(&world, &answer), expected, "{event}: {answer}");
        }
    }
}

fn end(world: &World, answer: &Value) -> Ends {
    let state = world.state();
    let has_role = state.roles.contains_key("qovery-role") && !state.policies.is_empty();
    let registered = names(world, ORGANIZATION);
    let is_written = match registered.as_slice() {
        [name] if name == "production" => true,
        [name] => {
            // A Create that registered, beside the credentials that were there before.
            name == NAME
                && world
                    .effects()
                    .iter()
                    .any(|call| call.operation.starts_with("POST"))
        }
        _ => false,
    };
    let has_succeeded = answer["Status"] == "SUCCESS";
    match (has_succeeded, has_role, registered.len()) {
        (true, true, 1) if is_written && answer["Data"]["Verdict"] == "trusted" => Written,
        (true, true, 1) if answer["Data"]["Verdict"] == "unknown" => Restored,
        (true, true, 1)
            if answer["Data"]
                .as_object()
                .is_some_and(serde_json::Map::is_empty) =>
        {
            LeftAlone
        }
        (true, true, 0) => CleanedUp,
        (true, false, 0) => TakenAway,
        (false, true, _) if wrote_nothing(world) => Refused,
        other => panic!("{other:?}: {answer}"),
    }
}

fn wrote_nothing(world: &World) -> bool {
    let mut effects = world.effects().into_iter();
    effects.all(|call| call.operation == "PUT ResponseURL")
}
