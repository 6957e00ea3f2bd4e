//! A Create under every fault, and the roll-back or repeat that follows it.

use domain::{
    aws::{
        iam::KeyStatus,
        stack::StackStatus::{CreateInProgress, RollbackInProgress},
    },
    port_error::PortErrorKind,
};
use serde_json::{Value, json};
use support::world::{At, Fault, KeyState, State, World};
use tokio::time::Instant;

use super::{ANSWER, Request, Run};
use crate::{
    custom_resource::{
        TIME_LEFT,
        account::{KEY_SECRET, NAME, ORGANIZATION, USER, with_role, with_user},
        after, answer, event, handle, names, send,
    },
    own_stack::STACK,
};

/// The request, and the one that deletes what it made.
fn requests() -> [(Request, Value); 2] {
    let create = |make: fn() -> World, name| Request {
        make,
        status: CreateInProgress,
        event: event(name),
    };
    [
        (create(with_role, "create"), event("delete")),
        (create(with_user, "create-key"), event("delete-key")),
    ]
}

#[tokio::test(start_paused = true)]
async fn a_create_is_answered_and_leaves_nothing_behind_unless_it_succeeded() {
    for (create, _) in requests() {
        create
            .with_every_fault(async |run: &Run| {
                let registered = names(&run.world, ORGANIZATION);
                if run.has_succeeded() {
                    assert_eq!(registered, [NAME], "{run}");
                    let id = run.answer["PhysicalResourceId"]
                        .as_str()
                        .unwrap_or_default();
                    assert!(id.ends_with("/created"), "{run}");
                } else if run.fault == Fault::HangAfter {
                    // Qovery may finish what it never answered; the next request takes it as its
                    // own.
                    assert!(registered.len() <= 1, "{run}");
                } else {
                    assert_eq!(registered, [""; 0], "{run}");
                }
                let says = |word: &str| {
                    run.answer[word]
                        .as_str()
                        .is_some_and(|text| !text.is_empty())
                };
                assert!(says("Reason") && says("PhysicalResourceId"), "{run}");
            })
            .await;
    }
}

#[tokio::test(start_paused = true)]
async fn the_roll_back_of_a_create_takes_everything_back_whatever_struck_it() {
    for (create, delete) in requests() {
        create
            .with_every_fault(async |run: &Run| {
                let world = &run.world;
                let delete = after(delete.clone(), &run.answer);
                // A key of a Create that was killed may be about to be stored.
                world.edit(|state| state.advance(std::time::Duration::from_mins(1)));
                let deleted = send(world, RollbackInProgress, delete).await;
                assert_eq!(deleted["Status"], "SUCCESS", "{run}, then {deleted}");
                let state = world.state();
                let is_gone = !state.roles.contains_key("qovery-role")
                    && !state.users.contains_key(USER)
                    && state.policies.is_empty();
                assert!(is_gone, "{run}, then {deleted}");
                assert_eq!(names(world, ORGANIZATION), [""; 0], "{run}, then {deleted}");
            })
            .await;
    }
}

/// Keys that work though nobody has their secret, and keys that work in all.
fn active_keys(state: &State) -> (usize, usize) {
    let values = state.secrets.get(KEY_SECRET).map(|secret| &secret.versions);
    let values = values.into_iter().flatten();
    let stored: Vec<&str> = values.filter_map(|(_, one)| one.value.as_deref()).collect();
    let keys = state.users.get(USER).map(|user| &user.keys);
    let active = keys.into_iter().flatten();
    let active = active.filter(|key| key.status == KeyStatus::Active);
    let is_lost = |key: &&KeyState| !stored.iter().any(|value| value.contains(key.id.as_str()));
    (active.clone().filter(is_lost).count(), active.count())
}

#[tokio::test(start_paused = true)]
async fn a_create_that_is_repeated_after_any_fault_ends_with_one_registration_that_all_agree_on() {
    for (create, _) in requests() {
        create
            .with_every_fault(async |run: &Run| {
                let mut again = create.event.clone();
                again["RequestId"] = json!("5478764d-0000-4000-8000-000000000002");
                let answer = send(&run.world, CreateInProgress, again).await;
                assert_eq!(answer["Status"], "SUCCESS", "{run}, then {answer}");
                assert_eq!(
                    names(&run.world, ORGANIZATION),
                    [NAME],
                    "{run}, then {answer}"
                );
                let state = run.world.state();
                let held = &state.organizations[ORGANIZATION].credentials[0].values;
                assert!(
                    super::super::account::works(&state, held),
                    "{run}, then {answer}"
                );
                let (lost, all) = active_keys(&state);
                assert!(all <= 1, "{run}, then {answer}");
                assert_eq!(lost, 0, "{run}, then {answer}");
            })
            .await;
    }
}

#[tokio::test(start_paused = true)]
async fn the_same_create_twice_at_once_leaves_twins_that_one_delete_removes() {
    let world = requests()[0].0.world();
    let (one, two) = tokio::join!(
        handle(&world, event("create")),
        handle(&world, event("create")),
    );
    one.and(two).expect("both answer");
    let answers = world.state().answers;
    let first: Value = serde_json::from_str(&answers[0].1).expect("JSON");
    let delete = after(event("delete"), &first);
    send(
        &world,
        domain::aws::stack::StackStatus::DeleteInProgress,
        delete,
    )
    .await;
    assert_eq!(names(&world, ORGANIZATION), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_answered_with_what_was_under_way() {
    let world = requests()[0].0.world();
    world.inject(
        At::Operation("POST /organization/{id}/aws/credentials", 1),
        Fault::Panic,
    );
    handle(&world, event("create")).await.expect("an answer");
    let answer = answer(&world);
    assert_eq!(answer["Status"], "FAILED");
    let reason = answer["Reason"].as_str().unwrap_or_default();
    assert!(reason.contains("while registering with Qovery"), "{reason}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_never_arrives_is_a_failure_that_lambda_sees() {
    let world = requests()[0].0.world();
    for attempt in 1..=5 {
        world.inject(
            At::Operation(ANSWER, attempt),
            Fault::Fail(PortErrorKind::Unavailable),
        );
    }
    let silence = handle(&world, event("create")).await.expect_err("silence");
    assert_eq!(silence.error_type(), "NotDelivered");
    assert!(silence.to_string().starts_with("the answer did not arrive"));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_hangs_near_the_deadline_is_sent_again_before_it() {
    let world = with_role();
    world.edit(|state| state.move_stack(STACK, CreateInProgress));
    world.inject(At::Operation("iam:GetRole", 1), Fault::Hang);
    world.inject(At::Operation(ANSWER, 1), Fault::Hang);
    let started_at = Instant::now();
    handle(&world, event("create")).await.expect("an answer");
    assert!(started_at.elapsed() < TIME_LEFT);
    let answer = answer(&world);
    assert_eq!(answer["Status"], "FAILED", "{answer}");
}
