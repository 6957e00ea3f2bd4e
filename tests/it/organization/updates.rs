//! Updates of members' stacks, and those that take one back.

use std::time::Duration;

use domain::{aws::stack::StackStatus, port_error::PortErrorKind};
use serde_json::{Value, json};
use support::world::{At, Fault, World};

use super::{member::Member, scene::Scene, settings::READER};

/// Every list of credentials fails so.
fn away(process: &World) {
    for call in 1..=40 {
        let list = At::Operation("GET /organization/{id}/credentials", call);
        process.inject(list, Fault::Fail(PortErrorKind::Unavailable));
    }
}

/// An Update of a stack that is registered, and now has that status.
fn update(scene: &Scene, member: &Member, status: StackStatus) -> Value {
    let id = member.connect(&scene.world);
    member.move_stack(status);
    let mut update = member.request("Update", "update");
    update["PhysicalResourceId"] = id.into();
    update["OldResourceProperties"] = update["ResourceProperties"].clone();
    update
}

async fn answer(scene: &Scene, member: &Member, update: Value) -> Value {
    scene.publish([update]).await;
    scene.work().await;
    scene.answer(&member.url("update"))
}

#[tokio::test(start_paused = true)]
async fn a_roll_back_is_answered_at_once_though_qovery_is_away() {
    let scene = Scene::with(|_, process| away(process));
    let member = Member::new(&scene.world, 0);
    let mut update = update(&scene, &member, StackStatus::UpdateRollbackInProgress);
    update["ResourceProperties"]["NameOfAnOldRelease"] = json!("x");
    update["ResourceProperties"]["OnDelete"] = json!("Protect");
    let answer = answer(&scene, &member, update).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    assert_eq!(answer["Data"]["RoleArn"], member.role());
    let at = scene.answered_at(&member.url("update")).expect("an answer");
    assert!(at - scene.began_at < Duration::from_mins(1), "at {at}");
}

#[tokio::test(start_paused = true)]
async fn a_roll_back_whose_properties_cannot_be_read_ends_well() {
    let scene = Scene::new();
    let member = Member::new(&scene.world, 0);
    let mut update = update(&scene, &member, StackStatus::UpdateRollbackInProgress);
    update["ResourceProperties"]["RoleArn"] = json!("a role of before");
    let id = update["PhysicalResourceId"].clone();
    let answer = answer(&scene, &member, update).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    assert_eq!(answer["PhysicalResourceId"], id);
    assert_eq!(answer["Data"]["RoleArn"], "a role of before");
    assert_eq!(answer["Data"]["Verdict"], "unknown");
}

#[tokio::test(start_paused = true)]
async fn a_roll_back_that_kills_every_function_ends_well() {
    let scene = Scene::with(|_, process| {
        process.inject(
            At::Operation("GET /organization/{id}/credentials", 1),
            Fault::Kill,
        );
    });
    let member = Member::new(&scene.world, 0);
    let update = update(&scene, &member, StackStatus::UpdateRollbackInProgress);
    let answer = answer(&scene, &member, update).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    let reason = answer["Reason"].as_str().expect("a reason");
    assert!(reason.contains("the hub's fleet restores them"), "{reason}");
    assert!(scene.processes() > 2, "processes were killed");
}

#[tokio::test(start_paused = true)]
async fn a_forward_update_reports_a_name_of_another_release_and_refuses_one_of_the_hub() {
    for (name, status) in [("NameOfAnOldRelease", "SUCCESS"), ("OnDelete", "FAILED")] {
        let scene = Scene::new();
        let member = Member::new(&scene.world, 0);
        let mut update = update(&scene, &member, StackStatus::UpdateInProgress);
        update["ResourceProperties"][name] = json!("Revoke");
        let answer = answer(&scene, &member, update).await;
        assert_eq!(answer["Status"], status, "{answer}");
        let reason = answer["Reason"].as_str().expect("a reason");
        assert!(reason.contains(&format!("`{name}`")), "{reason}");
    }
}

#[tokio::test(start_paused = true)]
async fn where_the_hub_is_not_let_in_an_update_ends_well_only_if_it_has_nothing_to_write() {
    let another = |member: &Member| json!(member.arn("role", "another"));
    for (old, new, status) in [
        (false, false, "SUCCESS"),
        // The roll-back of the next, which wrote nothing.
        (true, false, "SUCCESS"),
        (false, true, "FAILED"),
    ] {
        let scene = Scene::new();
        let member = Member::new(&scene.world, 0);
        member.world.edit(|state| state.roles.remove(READER));
        let mut update = update(&scene, &member, StackStatus::UpdateInProgress);
        for (properties, is_another) in
            [("OldResourceProperties", old), ("ResourceProperties", new)]
        {
            if is_another {
                update[properties]["RoleArn"] = another(&member);
            }
        }
        let answer = answer(&scene, &member, update).await;
        assert_eq!(answer["Status"], status, "{answer}");
        let reason = answer["Reason"].as_str().expect("a reason");
        assert!(
            reason.contains("the hub cannot look into the account"),
            "{reason}"
        );
        assert_eq!(scene.held(), [member.role()]);
    }
}
