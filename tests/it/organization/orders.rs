//! Create, its cancellation and the Delete that follows, in every order and at every call.

use std::time::Duration;

use domain::aws::stack::StackStatus;
use support::world::{At, Fault};
use tokio::time::sleep;

use super::{member::Member, scene::Scene};

/// More calls than a Create or a Delete makes in an account.
const CALLS: usize = 30;

/// Nothing is left, and the Delete has its answer.
fn assert_nothing_left(scene: &Scene, member: &Member, when: &str) {
    assert_eq!(scene.held(), Vec::<String>::new(), "{when}");
    assert!(member.is_clean(), "{when}");
    let deleted = scene.answers(&member.url("delete"));
    let deleted = deleted
        .last()
        .unwrap_or_else(|| panic!("{when}: no answer"));
    assert_eq!(deleted["Status"], "SUCCESS", "{when}: {deleted}");
    // Nobody waits for a Create that was overtaken.
    let created = scene.answers(&member.url("create"));
    assert!(
        created.iter().all(|answer| answer["Status"] == "SUCCESS"),
        "{when}: {created:?}"
    );
    assert_eq!(scene.dead(), 0, "{when}");
}

/// `CloudFormation` cancels the Create at that call in the account.
fn cancel_at(member: &Member, call: usize) {
    let stack = member.stack();
    member.world.meanwhile(At::Call(call), move |state| {
        state.move_stack(&stack, StackStatus::RollbackInProgress);
    });
}

#[tokio::test(start_paused = true)]
async fn a_create_that_is_cancelled_at_any_call_leaves_nothing() {
    for call in 1..CALLS {
        for fault in [None, Some(Fault::Kill), Some(Fault::KillAfter)] {
            let when = format!("cancelled at call {call}, {fault:?}");
            let scene = Scene::new();
            let member = Member::new(&scene.world, 0);
            cancel_at(&member, call);
            if let Some(fault) = fault {
                member.world.inject(At::Call(call), fault);
            }
            scene.publish([member.create()]).await;
            scene.work().await;
            // The call of the cancellation may not have come.
            member.move_stack(StackStatus::RollbackInProgress);
            scene
                .publish([member.delete("qovery-QoveryCredentials-MADE-UP")])
                .await;
            scene.work().await;
            assert_nothing_left(&scene, &member, &when);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_delete_that_overtakes_its_create_leaves_nothing() {
    for call in 1..CALLS {
        for fault in [Fault::Kill, Fault::KillAfter] {
            let scene = Scene::new();
            let member = Member::new(&scene.world, 0);
            member.move_stack(StackStatus::RollbackInProgress);
            member.world.inject(At::Call(call), fault);
            let delete = member.delete("qovery-QoveryCredentials-MADE-UP");
            scene.publish([delete.clone(), member.create()]).await;
            scene.publish([delete]).await;
            scene.work().await;
            assert_nothing_left(&scene, &member, &format!("{fault:?} at call {call}"));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_create_that_comes_again_after_the_deletion_creates_nothing() {
    let scene = Scene::new();
    let member = Member::new(&scene.world, 0);
    scene.publish([member.create()]).await;
    scene.work().await;
    let created = scene.answer(&member.url("create"));
    member.move_stack(StackStatus::DeleteInProgress);
    let id = created["PhysicalResourceId"].as_str().expect("an id");
    scene.publish([member.delete(id)]).await;
    scene.work().await;
    member.move_stack(StackStatus::DeleteComplete);
    sleep(Duration::from_mins(6)).await;
    scene.publish([member.create()]).await;
    scene.work().await;
    assert_nothing_left(&scene, &member, "in the end");
}

#[tokio::test(start_paused = true)]
async fn what_waits_behind_a_request_that_is_put_back_comes_again_with_it() {
    let scene = Scene::new();
    let member = Member::not_ready(&scene.world, 0);
    let delete = member.delete("qovery-QoveryCredentials-MADE-UP");
    scene.publish([member.create(), delete]).await;
    let become_visible = async {
        sleep(Duration::from_secs(20)).await;
        member.move_stack(StackStatus::RollbackInProgress);
        member.make_reader();
    };
    tokio::join!(scene.work(), become_visible);
    assert_nothing_left(&scene, &member, "in the end");
    let at = scene.answered_at(&member.url("delete")).expect("an answer");
    assert!(at - scene.began_at < Duration::from_mins(2), "at {at}");
}
