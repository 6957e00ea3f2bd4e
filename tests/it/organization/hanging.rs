//! Calls that never end: they cost their own request time, and no other anything.

use std::time::Duration;

use domain::{aws::stack::StackStatus, port_error::PortErrorKind};
use support::world::{At, Fault, World};

use super::{member::Member, scene::Scene};
use crate::custom_resource::ORGANIZATION;

/// Every call of the operation hangs.
fn hang(world: &World, operation: &'static str) {
    for call in 1..=60 {
        world.inject(At::Operation(operation, call), Fault::Hang);
    }
}

/// All requests were answered within their hour, by the two processes that began.
fn assert_all_answered(scene: &Scene, members: &[Member], request: &str, status: &str) {
    for member in members {
        let answer = scene.answer(&member.url(request));
        assert_eq!(answer["Status"], status, "{answer}");
    }
    let (_, last) = scene.last_answer();
    let took = last.expect("answers came") - scene.began_at;
    assert!(took < Duration::from_hours(1), "the last after {took}");
    assert_eq!((scene.processes(), scene.dead()), (2, 0), "none was killed");
}

#[tokio::test(start_paused = true)]
async fn an_account_that_hangs_costs_the_others_of_its_batch_nothing() {
    let scene = Scene::new();
    let members: Vec<Member> = (0..3).map(|n| Member::new(&scene.world, n)).collect();
    let hangs = At::Operation("cloudformation:DescribeStacks", 1);
    members[0].world.inject(hangs, Fault::Hang);
    scene.publish(members.iter().map(Member::create)).await;
    scene.work().await;
    assert_all_answered(&scene, &members, "create", "SUCCESS");
}

#[tokio::test(start_paused = true)]
async fn where_sts_hangs_every_request_ends_as_an_answer() {
    let scene = Scene::with(|_, process| hang(process, "sts:AssumeRole"));
    let members: Vec<Member> = (0..3).map(|n| Member::new(&scene.world, n)).collect();
    scene.publish(members.iter().map(Member::create)).await;
    scene.work().await;
    assert_all_answered(&scene, &members, "create", "FAILED");
}

#[tokio::test(start_paused = true)]
async fn where_sqs_takes_nothing_back_the_queue_does_by_itself() {
    let scene = Scene::with(|_, process| hang(process, "sqs:ChangeMessageVisibility"));
    let member = Member::new(&scene.world, 0);
    let failed = Fault::Fail(PortErrorKind::Unavailable);
    member
        .world
        .inject(At::Operation("cloudformation:DescribeStacks", 1), failed);
    scene.publish([member.create()]).await;
    scene.work().await;
    assert_all_answered(&scene, &[member], "create", "SUCCESS");
}

#[tokio::test(start_paused = true)]
async fn where_qovery_hangs_every_request_ends_as_an_answer() {
    let scene = Scene::with(|_, process| hang(process, "GET /organization/{id}/credentials"));
    let members: Vec<Member> = (0..3).map(|n| Member::new(&scene.world, n)).collect();
    scene.publish(members.iter().map(Member::create)).await;
    scene.work().await;
    assert_all_answered(&scene, &members, "create", "FAILED");
}

/// The account answers so late that the batch's own time is shorter than a look at Qovery may take.
#[tokio::test(start_paused = true)]
async fn where_qovery_hangs_behind_a_slow_account_no_process_is_killed() {
    let scene = Scene::with(|_, process| hang(process, "GET /organization/{id}/credentials"));
    let member = Member::new(&scene.world, 0);
    member.world.delay_calls(Duration::from_secs(45));
    scene.publish([member.create()]).await;
    scene.work().await;
    assert_all_answered(&scene, &[member], "create", "FAILED");
}

#[tokio::test(start_paused = true)]
async fn where_the_statuses_hang_only_the_deletion_that_needs_them_waits() {
    let scene = Scene::with(|_, process| hang(process, "GET /organization/{id}/cluster/status"));
    let (created, deleted) = (Member::new(&scene.world, 0), Member::new(&scene.world, 1));
    let id = deleted.connect(&scene.world);
    let credentials = id.split('/').nth(1).expect("an id").parse().expect("an id");
    let add = |state: &mut support::world::State| {
        state.add_cluster(ORGANIZATION, "production", &credentials);
    };
    scene.world.edit(add);
    deleted.move_stack(StackStatus::DeleteInProgress);
    scene.publish([created.create(), deleted.delete(&id)]).await;
    scene.work().await;
    assert_all_answered(&scene, std::slice::from_ref(&created), "create", "SUCCESS");
    assert_all_answered(&scene, &[deleted], "delete", "FAILED");
    let at = scene
        .answered_at(&created.url("create"))
        .expect("an answer");
    assert!(at - scene.began_at < Duration::from_mins(1));
}
