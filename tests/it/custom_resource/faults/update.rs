//! An Update under every fault, and the roll-back or repeat that follows it.

use domain::aws::stack::StackStatus::{UpdateInProgress, UpdateRollbackInProgress};
use serde_json::{Value, json};
use support::world::{Fault, World};

use super::{Request, Run, in_use};
use crate::custom_resource::{
    account::{
        ORGANIZATION, OTHER_ORGANIZATION, connected_by_role, credentials, cut_off,
        from_key_to_role, from_role_to_key, to_another_role, works,
    },
    event, names, send,
};

/// Updates in place, each of a stack that a cluster runs on.
fn in_place() -> Vec<Request> {
    let update = |make: fn() -> World, name| Request {
        make,
        status: UpdateInProgress,
        event: event(name),
    };
    let mut deploying = update(|| in_use(to_another_role), "update-to-another-role");
    deploying.event["ResourceProperties"]["RedeployClusters"] = json!("true");
    vec![
        update(|| in_use(connected_by_role), "update-name"),
        update(|| in_use(from_role_to_key), "update-to-key"),
        update(|| in_use(from_key_to_role), "update-to-role"),
        update(|| in_use(to_another_role), "update-to-another-role"),
        deploying,
    ]
}

/// The request that takes the update back.
fn back(update: &Value) -> Value {
    let mut back = update.clone();
    back["ResourceProperties"] = update["OldResourceProperties"].clone();
    back["OldResourceProperties"] = update["ResourceProperties"].clone();
    back
}

fn shown(world: &World) -> (String, Option<String>) {
    world.edit(|state| {
        let held = credentials(state);
        let identity = held.values.identity().map(str::to_owned);
        (held.name.clone(), identity)
    })
}

#[tokio::test(start_paused = true)]
async fn an_update_is_answered_under_its_old_id_and_cuts_off_nobody() {
    for update in in_place() {
        update
            .with_every_fault(async |run: &Run| {
                let id = &update.event["PhysicalResourceId"];
                assert_eq!(run.answer["PhysicalResourceId"], *id, "{run}");
                assert_eq!(names(&run.world, ORGANIZATION).len(), 1, "{run}");
                assert_eq!(cut_off(&run.world), [""; 0], "{run}");
                let is_held = run.world.edit(|state| {
                    let held = credentials(state).values.clone();
                    works(state, &held)
                });
                assert!(is_held, "what Qovery holds works: {run}");
            })
            .await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_update_that_is_repeated_after_any_fault_ends_with_the_new_values() {
    for update in in_place() {
        let calm = update.world();
        send(&calm, UpdateInProgress, update.event.clone()).await;
        let wanted = shown(&calm);
        update
            .with_every_fault(async |run: &Run| {
                let mut again = update.event.clone();
                again["RequestId"] = json!("5478764d-0000-4000-8000-000000000002");
                let answer = send(&run.world, UpdateInProgress, again).await;
                assert_eq!(answer["Status"], "SUCCESS", "{run}, then {answer}");
                let (name, identity) = shown(&run.world);
                assert_eq!(name, wanted.0, "{run}");
                let is_key = |identity: &Option<String>| {
                    identity.as_ref().is_some_and(|id| id.starts_with("AKIA"))
                };
                // A key that was lost on the way is another one.
                assert!(
                    identity == wanted.1 || (is_key(&identity) && is_key(&wanted.1)),
                    "{run}"
                );
                assert_eq!(cut_off(&run.world), [""; 0], "{run}");
            })
            .await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_update_that_is_rolled_back_after_any_fault_ends_with_the_old_values() {
    for update in in_place() {
        let before = shown(&update.world());
        update
            .with_every_fault(async |run: &Run| {
                let back = back(&update.event);
                let answer = send(&run.world, UpdateRollbackInProgress, back).await;
                assert_eq!(answer["Status"], "SUCCESS", "{run}, then {answer}");
                assert_eq!(shown(&run.world), before, "{run}, then {answer}");
                assert_eq!(cut_off(&run.world), [""; 0], "{run}");
            })
            .await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_move_to_another_organization_takes_back_what_it_made_when_it_fails() {
    let update = Request {
        make: connected_by_role,
        status: UpdateInProgress,
        event: event("update-organization"),
    };
    update
        .with_every_fault(async |run: &Run| {
            assert_eq!(
                names(&run.world, ORGANIZATION).len(),
                1,
                "{run}: the old ones stay until CloudFormation asks"
            );
            let made = names(&run.world, OTHER_ORGANIZATION).len();
            if run.has_succeeded() {
                assert_eq!(made, 1, "{run}");
            } else if run.fault == Fault::HangAfter {
                assert!(made <= 1, "{run}");
            } else {
                assert_eq!(made, 0, "{run}");
            }
        })
        .await;
}

/// The status apart: without it, an Update is a forward one.
#[tokio::test(start_paused = true)]
async fn a_roll_back_succeeds_under_its_id_whatever_struck_it() {
    for update in in_place() {
        let roll_back = Request {
            make: update.make,
            status: UpdateRollbackInProgress,
            event: back(&update.event),
        };
        roll_back
            .with_every_fault(async |run: &Run| {
                if run.call == 1 {
                    return;
                }
                assert!(run.has_succeeded(), "{run}");
                let id = &update.event["PhysicalResourceId"];
                assert_eq!(run.answer["PhysicalResourceId"], *id, "{run}");
                assert_eq!(run.answer["Data"]["Verdict"], "unknown", "{run}");
                assert_eq!(cut_off(&run.world), [""; 0], "{run}");
            })
            .await;
    }
}
