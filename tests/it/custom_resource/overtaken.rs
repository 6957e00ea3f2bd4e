//! `CloudFormation` cancels a Create or an Update and sends the next request at once: whatever was
//! overtaken writes nothing more, and takes back what it created.

use domain::aws::stack::StackStatus::{
    self, CreateComplete, CreateInProgress, RollbackInProgress, UpdateCompleteCleanupInProgress,
    UpdateInProgress, UpdateRollbackInProgress,
};
use serde_json::{Value, json};
use support::world::{At, CallRecord, World};

use super::{
    MakeWorld,
    account::{
        NAME, ORGANIZATION, OTHER_ORGANIZATION, connected_by_role, cut_off, from_key_to_role,
        from_role_to_key, link, to_another_role, with_role, with_user,
    },
    event, names, send,
};
use crate::own_stack::STACK;

const ASK: &str = "cloudformation:DescribeStacks";

/// Requests towards new values, each with the world that it meets.
fn requests() -> Vec<(MakeWorld, StackStatus, Value)> {
    let mut another_role = event("update-to-another-role");
    another_role["ResourceProperties"]["RedeployClusters"] = json!("true");
    vec![
        (with_role, CreateInProgress, event("create")),
        (with_user, CreateInProgress, event("create-key")),
        (connected_by_role, UpdateInProgress, event("update-name")),
        (
            connected_by_role,
            UpdateInProgress,
            event("update-organization"),
        ),
        (from_role_to_key, UpdateInProgress, event("update-to-key")),
        (from_key_to_role, UpdateInProgress, event("update-to-role")),
        (in_use, UpdateInProgress, another_role),
    ]
}

/// A role that a cluster runs on, and another one that supersedes it.
fn in_use() -> World {
    let world = to_another_role();
    world.edit(|state| link(state, "production"));
    world
}

/// How often a request asks where nothing goes wrong, the question beside the answer included.
async fn asked(make: fn() -> World, status: StackStatus, event: &Value) -> usize {
    let calm = make();
    send(&calm, status, event.clone()).await;
    calm.count(ASK)
}

/// The stack goes on just before the request asks for the n-th time.
async fn send_overtaken(
    world: &World,
    status: StackStatus,
    event: &Value,
    n: usize,
    to: StackStatus,
) -> Value {
    world.meanwhile(At::Operation(ASK, n), move |state| {
        state.move_stack(STACK, to);
    });
    send(world, status, event.clone()).await
}

fn next(status: StackStatus) -> StackStatus {
    match status {
        CreateInProgress => RollbackInProgress,
        _ => UpdateRollbackInProgress,
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_asks_before_each_write_at_qovery() {
    for (make, status, event) in requests() {
        let world = make();
        send(&world, status, event).await;
        let calls = world.calls();
        let is_write =
            |call: &&CallRecord| call.is_effect && call.operation.contains(" /organization/");
        let writes = calls.iter().filter(is_write).count();
        let asks_first = calls
            .windows(2)
            .filter(|pair| is_write(&&pair[1]) && pair[0].operation == ASK);
        assert!(writes > 0);
        assert_eq!(asks_first.count(), writes, "{calls:#?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_overtaken_writes_nothing_after_it_has_asked() {
    for (make, status, event) in requests() {
        for n in 1..=asked(make, status, &event).await {
            // An Update that comes while one is rolled back is another request.
            if n == 1 && status == UpdateInProgress {
                continue;
            }
            let world = make();
            let answer = send_overtaken(&world, status, &event, n, next(status)).await;
            let calls = world.calls();
            let asks = calls
                .iter()
                .enumerate()
                .filter(|(_, call)| call.operation == ASK);
            let (asked_at, _) = asks.clone().nth(n - 1).expect("it asks");
            let mut later = calls.iter().skip(asked_at);
            let written = later.find(|call| call.is_effect && !is_way_back(call.operation));
            assert_eq!(
                written, None,
                "{} asked {n} times: {answer}",
                event["RequestType"]
            );
        }
    }
}

/// The answer, and the deletion of what was created.
fn is_way_back(operation: &str) -> bool {
    operation == "PUT ResponseURL" || operation.starts_with("DELETE ")
}

#[tokio::test(start_paused = true)]
async fn a_create_that_was_overtaken_leaves_nothing_at_qovery() {
    for (make, status, event) in requests() {
        if status != CreateInProgress {
            continue;
        }
        for n in 1..=asked(make, status, &event).await {
            let world = make();
            send_overtaken(&world, status, &event, n, RollbackInProgress).await;
            assert_eq!(names(&world, ORGANIZATION), [""; 0], "asked {n} times");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_update_that_was_overtaken_keeps_its_id_and_cuts_off_nobody() {
    for (make, status, event) in requests() {
        if status != UpdateInProgress {
            continue;
        }
        for n in 1..=asked(make, status, &event).await {
            let world = make();
            let answer = send_overtaken(&world, status, &event, n, UpdateRollbackInProgress).await;
            assert_eq!(names(&world, ORGANIZATION).len(), 1, "asked {n} times");
            assert_eq!(
                names(&world, OTHER_ORGANIZATION).len(),
                0,
                "asked {n} times"
            );
            assert_eq!(cut_off(&world), [""; 0], "asked {n} times: {answer}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_stack_that_is_done_while_the_function_asks_keeps_what_was_registered() {
    for (make, event, status, to, organization) in [
        (
            with_role as fn() -> World,
            event("create"),
            CreateInProgress,
            CreateComplete,
            ORGANIZATION,
        ),
        (
            connected_by_role,
            event("update-organization"),
            UpdateInProgress,
            UpdateCompleteCleanupInProgress,
            OTHER_ORGANIZATION,
        ),
    ] {
        let last = asked(make, status, &event).await;
        let world = make();
        let answer = send_overtaken(&world, status, &event, last, to).await;
        assert_eq!(answer["Status"], "SUCCESS", "{answer}");
        assert_eq!(names(&world, organization), [NAME], "{answer}");
    }
}
