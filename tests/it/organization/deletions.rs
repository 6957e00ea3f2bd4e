//! Stacks that are deleted.

use std::{collections::BTreeMap, time::Duration};

use domain::{aws::stack::StackStatus, port_error::PortErrorKind};
use support::world::{At, Fault, HeldValues, RateLimit, World};
use tokio::time::sleep;

use super::{
    member::{Member, NAME},
    scene::Scene,
};
use crate::custom_resource::ORGANIZATION;

/// Members whose stacks are registered and are being deleted, with their Deletes.
fn deleting(scene: &Scene, count: usize) -> BTreeMap<String, Member> {
    connected(scene, count, StackStatus::DeleteInProgress)
}

fn connected(scene: &Scene, count: usize, status: StackStatus) -> BTreeMap<String, Member> {
    let members = (0..count).map(|number| {
        let member = Member::new(&scene.world, number);
        let id = member.connect(&scene.world);
        member.move_stack(status);
        (id, member)
    });
    members.collect()
}

#[tokio::test(start_paused = true)]
async fn of_nine_hundred_deletions_those_in_use_are_refused_and_the_rest_is_gone() {
    let scene = Scene::new();
    let members = deleting(&scene, 900);
    let linked: Vec<&String> = members.keys().step_by(9).collect();
    for id in &linked {
        let credentials = id.split('/').nth(1).expect("an id").parse().expect("an id");
        let cluster = scene
            .world
            .edit(|state| state.add_cluster(ORGANIZATION, "production", &credentials));
        assert!(cluster.is_some());
    }
    let began = scene.world.now();
    scene
        .publish(members.iter().map(|(id, member)| member.delete(id)))
        .await;
    scene.work().await;

    let (answered, last) = scene.last_answer();
    assert_eq!(answered, 900);
    assert!(last.expect("answers came") - began < Duration::from_hours(1));
    assert!(scene.requests() <= 1_000, "{} requests", scene.requests());
    assert_eq!(scene.held().len(), 100);
    for (id, member) in &members {
        let answer = scene.answer(&member.url("delete"));
        if linked.contains(&id) {
            assert_eq!(answer["Status"], "FAILED", "{answer}");
            assert!(
                answer["Reason"].to_string().contains("`production`"),
                "{answer}"
            );
            assert!(!member.is_clean());
        } else {
            assert_eq!(answer["Status"], "SUCCESS", "{answer}");
            assert!(member.is_clean(), "{answer}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn where_the_hub_is_not_let_in_nothing_is_touched_and_the_stack_may_go() {
    let scene = Scene::new();
    let member = Member::not_ready(&scene.world, 0);
    let id = member.connect(&scene.world);
    member.move_stack(StackStatus::DeleteInProgress);
    scene.publish([member.delete(&id)]).await;
    scene.work().await;
    let answer = scene.answer(&member.url("delete"));
    assert_eq!(answer["Status"], "SUCCESS");
    let reason = answer["Reason"].as_str().expect("a reason");
    assert!(
        reason.contains(&id) && reason.contains(&member.account),
        "{reason}"
    );
    assert!(!member.is_clean());
    assert_eq!(scene.held().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_deletion_behind_its_creation_in_one_batch_takes_back_what_that_made() {
    let scene = Scene::new();
    let member = Member::new(&scene.world, 0);
    scene
        .publish([member.create(), member.delete("made-up")])
        .await;
    let stack = member.clone();
    member.world.meanwhile(
        At::Operation("cloudformation:DescribeStacks", 3),
        move |state| state.move_stack(&stack.stack(), StackStatus::RollbackInProgress),
    );
    scene.work().await;
    assert_eq!(scene.answer(&member.url("delete"))["Status"], "SUCCESS");
    assert!(scene.held().is_empty() && member.is_clean());
}

/// Publishes the deletions and works through them: each succeeds and leaves nothing.
async fn assert_all_go(scene: &Scene, members: &BTreeMap<String, Member>) {
    let deletions = members.iter().map(|(id, member)| member.delete(id));
    scene.publish(deletions).await;
    scene.work().await;
    for member in members.values() {
        assert_eq!(scene.answer(&member.url("delete"))["Status"], "SUCCESS");
        assert!(member.is_clean());
    }
}

/// The list of container registries fails so, as often.
fn fail_registries(process: &World, times: usize, kind: PortErrorKind) {
    for call in 1..=times {
        let list = At::Operation("GET /organization/{id}/containerRegistry", call);
        process.inject(list, Fault::Fail(kind));
    }
}

#[tokio::test(start_paused = true)]
async fn a_deletion_that_could_not_look_comes_again() {
    let scene = Scene::with(|_, process| fail_registries(process, 2, PortErrorKind::Unavailable));
    let members = deleting(&scene, 2);
    assert_all_go(&scene, &members).await;
    assert!(scene.held().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_deletion_that_qovery_lets_not_look_is_refused_at_once() {
    let scene = Scene::with(|_, process| fail_registries(process, 9, PortErrorKind::AccessDenied));
    let members = deleting(&scene, 1);
    let (id, member) = members.first_key_value().expect("a member");
    scene.publish([member.delete(id)]).await;
    scene.work().await;
    assert_eq!(scene.answer(&member.url("delete"))["Status"], "FAILED");
    let at = scene.answered_at(&member.url("delete")).expect("an answer");
    assert!(at - scene.began_at < Duration::from_secs(10));
    assert!(!member.is_clean());
}

#[tokio::test(start_paused = true)]
async fn deletions_beyond_the_limit_wait_for_the_next_period() {
    for status in [
        StackStatus::DeleteInProgress,
        StackStatus::RollbackInProgress,
    ] {
        let scene = Scene::new();
        let period = Duration::from_mins(10);
        scene.world.edit(|state| {
            state.limit_rate(RateLimit {
                requests: 8,
                period,
                ..RateLimit::default()
            });
        });
        let members = connected(&scene, 10, status);
        assert_all_go(&scene, &members).await;
        assert!(scene.held().is_empty(), "{status:?}");
        let (_, last) = scene.last_answer();
        let took = last.expect("answers came") - scene.began_at;
        assert!(took > period && took < Duration::from_mins(30), "{took}");
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_deleted_on_a_list_of_registries_that_is_older_than_a_minute() {
    let scene = Scene::new();
    let (first, second) = (Member::new(&scene.world, 0), Member::new(&scene.world, 1));
    let ids = [&first, &second].map(|member| {
        member.move_stack(StackStatus::DeleteInProgress);
        member.connect(&scene.world)
    });
    let waiting = Member::not_ready(&scene.world, 2);
    scene
        .publish([first.delete(&ids[0]), waiting.create()])
        .await;
    let later = async {
        sleep(Duration::from_secs(50)).await;
        let copy = HeldValues::role(&second.role());
        scene
            .world
            .edit(|state| state.add_helm_repository(ORGANIZATION, copy));
        second.world.delay_calls(Duration::from_secs(6));
        scene.publish([second.delete(&ids[1])]).await;
    };
    tokio::join!(scene.work_with(scene.world.another_process()), later);
    assert_eq!(scene.answer(&first.url("delete"))["Status"], "SUCCESS");
    let held = scene.answer(&second.url("delete"));
    assert_eq!(held["Status"], "FAILED", "{held}");
    assert!(second.world.state().roles.contains_key(NAME));
}
