//! First creations that failed and are taken back: what may be registered is not left behind.

use std::time::Duration;

use domain::{aws::stack::StackStatus, port_error::PortErrorKind};
use serde_json::Value;
use support::world::{At, Fault, World};

use super::{
    member::{Member, NAME},
    scene::Scene,
};

const POST: &str = "POST /organization/{id}/aws/credentials";
const LIST: &str = "GET /organization/{id}/credentials";
const DELETE: &str = "DELETE /organization/{id}/aws/credentials/{id}";

fn is_away(process: &World, operation: &'static str, times: usize) {
    for call in 1..=times {
        let fault = Fault::Fail(PortErrorKind::Unavailable);
        process.inject(At::Operation(operation, call), fault);
    }
}

/// A Create whose process was killed right after its `POST`. Each later delivery found Qovery away.
async fn fail(scene: &Scene, member: &Member) -> Value {
    let first = scene.world.another_process();
    first.inject(At::Operation(POST, 1), Fault::KillAfter);
    scene.publish([member.create()]).await;
    scene.work_with(first).await;
    let failed = scene.answer(&member.url("create"));
    assert_eq!(failed["Status"], "FAILED", "{failed}");
    assert_eq!(scene.held(), [member.role()]);
    failed
}

/// The Delete of the roll-back, which succeeds, and how long it took.
async fn roll_back(scene: &Scene, member: &Member, failed: &Value) -> (Value, time::Duration) {
    member.move_stack(StackStatus::RollbackInProgress);
    let began = scene.world.now();
    let id = failed["PhysicalResourceId"].as_str().expect("an id");
    scene.publish([member.delete(id)]).await;
    scene.work().await;
    let answer = scene.answer(&member.url("delete"));
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    let at = scene.answered_at(&member.url("delete")).expect("an answer");
    (answer, at - began)
}

#[tokio::test(start_paused = true)]
async fn what_a_killed_create_registered_waits_for_qovery_and_goes_with_its_stack() {
    for away in [LIST, DELETE] {
        let scene = Scene::with(match away {
            LIST => |number, process| is_away(process, LIST, if number == 1 { 60 } else { 3 }),
            _ => |number, process| {
                is_away(process, LIST, if number == 1 { 60 } else { 0 });
                is_away(process, DELETE, 3);
            },
        });
        let member = Member::new(&scene.world, 0);
        let failed = fail(&scene, &member).await;
        let reason = failed["Reason"].as_str().unwrap_or_default();
        assert!(reason.contains("may be registered"), "{failed}");
        let (answer, took) = roll_back(&scene, &member, &failed).await;
        assert!(took > Duration::from_secs(30), "{away}: {took}");
        assert!(
            scene.held().is_empty() && member.is_clean(),
            "{away}: {answer}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn where_qovery_stays_away_the_roll_back_names_what_stays_before_its_hour_is_over() {
    let scene = Scene::with(|_, process| is_away(process, LIST, 60));
    let member = Member::new(&scene.world, 0);
    let failed = fail(&scene, &member).await;
    let (answer, took) = roll_back(&scene, &member, &failed).await;
    assert!(took < Duration::from_hours(1), "{took}");
    let reason = answer["Reason"].as_str().unwrap_or_default();
    for named in [member.role(), format!("aws-{}", member.account)] {
        assert!(reason.contains(&named), "{named}: {reason}");
    }
    assert!(!member.is_clean());
}

/// A property that a member may not name: refused before Qovery is asked. A role that trusts nobody:
/// refused after Qovery's list was read, again and again.
#[tokio::test(start_paused = true)]
async fn a_create_that_is_known_to_have_left_nothing_is_taken_back_without_qovery() {
    for is_named in [true, false] {
        let scene = Scene::with(|number, process| {
            is_away(process, LIST, if number < 3 { 0 } else { 60 });
        });
        let member = Member::new(&scene.world, 0);
        let mut create = member.create();
        if is_named {
            create["ResourceProperties"]["OnDelete"] = "Revoke".into();
        } else {
            member.world.edit(|state| {
                let role = state.roles.get_mut(NAME).expect("the role");
                role.trust_policy = role.trust_policy.replace("222222222222", "333333333333");
            });
        }
        scene.publish([create]).await;
        scene.work().await;
        let failed = scene.answer(&member.url("create"));
        assert_eq!(failed["Status"], "FAILED", "{failed}");
        let (answer, took) = roll_back(&scene, &member, &failed).await;
        assert!(took < Duration::from_secs(30), "{took}: {failed}");
        assert!(member.is_clean(), "{answer}");
    }
}
