//! Stacks that are deleted.

use std::{collections::BTreeMap, time::Duration};

use domain::aws::stack::StackStatus;

use super::{member::Member, scene::Scene};
use crate::custom_resource::ORGANIZATION;

/// Members whose stacks are registered and are being deleted, with their Deletes.
fn deleting(scene: &Scene, count: usize) -> BTreeMap<String, Member> {
    let members = (0..count).map(|number| {
        let member = Member::new(&scene.world, number);
        let id = member.connect(&scene.world);
        member.move_stack(StackStatus::DeleteInProgress);
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
        support::world::At::Operation("cloudformation:DescribeStacks", 3),
        move |state| state.move_stack(&stack.stack(), StackStatus::RollbackInProgress),
    );
    scene.work().await;
    assert_eq!(scene.answer(&member.url("delete"))["Status"], "SUCCESS");
    assert!(scene.held().is_empty() && member.is_clean());
}
