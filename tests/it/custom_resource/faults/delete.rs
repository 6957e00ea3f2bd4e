//! A Delete under every fault, and the repeat that follows it.

use domain::aws::stack::StackStatus::{DeleteInProgress, RollbackInProgress};
use serde_json::{Value, json};
use support::world::World;

use super::{Request, Run, in_use};
use crate::custom_resource::{
    account::{
        KEY_SECRET, ORGANIZATION, USER, connected_by_key, connected_by_role, credentials, cut_off,
        works,
    },
    event, names, send,
};

fn delete(make: fn() -> World, event: Value) -> Request {
    Request {
        make,
        status: DeleteInProgress,
        event,
    }
}

fn under_revoke(mut event: Value) -> Value {
    event["ResourceProperties"]["OnDelete"] = json!("Revoke");
    event
}

/// Whether everything that the stack has made is gone.
fn is_gone(world: &World) -> bool {
    let state = world.state();
    let secret = state.secrets.get(KEY_SECRET);
    !state.roles.contains_key("qovery-role")
        && !state.users.contains_key(USER)
        && state.policies.is_empty()
        && secret.is_none_or(|secret| secret.deleted_at.is_some())
        && names(world, ORGANIZATION).is_empty()
}

#[tokio::test(start_paused = true)]
async fn a_delete_that_succeeded_leaves_nothing_and_one_that_failed_can_be_repeated() {
    for delete in [
        delete(connected_by_role, event("delete")),
        delete(connected_by_key, event("delete-key")),
    ] {
        delete
            .with_every_fault(async |run: &Run| {
                let again = send(&run.world, DeleteInProgress, delete.event.clone()).await;
                assert_eq!(again["Status"], "SUCCESS", "{run}, then {again}");
                let said = [&run.answer, &again].map(|answer| answer["Reason"].as_str());
                let is_named = said.iter().flatten().any(|reason| reason.contains(" stay"));
                assert!(is_gone(&run.world) || is_named, "{run}, then {again}");
            })
            .await;
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_fails_a_protected_stack_ends_no_access_in_use() {
    for delete in [
        delete(|| in_use(connected_by_role), event("delete")),
        delete(|| in_use(connected_by_role), event("delete-adopted")),
        delete(|| in_use(connected_by_key), event("delete-key")),
    ] {
        delete
            .with_every_fault(async |run: &Run| {
                assert_eq!(cut_off(&run.world), [""; 0], "{run}");
                assert_eq!(names(&run.world, ORGANIZATION).len(), 1, "{run}");
            })
            .await;
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_fails_at_qovery_a_revocation_takes_the_access_away_and_succeeds() {
    for delete in [
        delete(|| in_use(connected_by_role), event("delete-revoke")),
        delete(
            || in_use(connected_by_key),
            under_revoke(event("delete-key")),
        ),
    ] {
        delete
            .with_every_fault(async |run: &Run| {
                let has_access = |world: &World| {
                    world.edit(|state| {
                        let held = credentials(state).values.clone();
                        works(state, &held)
                    })
                };
                if run.is_at_qovery() {
                    assert!(run.has_succeeded(), "{run}");
                    assert!(!has_access(&run.world), "{run}");
                }
                let again = send(&run.world, DeleteInProgress, delete.event.clone()).await;
                assert_eq!(again["Status"], "SUCCESS", "{run}, then {again}");
                assert!(!has_access(&run.world), "{run}, then {again}");
            })
            .await;
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_fails_at_qovery_the_roll_back_of_a_creation_succeeds() {
    for (make, name) in [
        (connected_by_role as fn() -> World, "delete"),
        (|| in_use(connected_by_role), "delete"),
        (connected_by_key, "delete-key"),
        (|| in_use(connected_by_key), "delete-key"),
    ] {
        let delete = Request {
            make,
            status: RollbackInProgress,
            event: event(name),
        };
        delete
            .with_every_fault(async |run: &Run| {
                assert_eq!(cut_off(&run.world), [""; 0], "{run}");
                assert!(run.has_succeeded() || !run.is_at_qovery(), "{run}");
            })
            .await;
    }
}
