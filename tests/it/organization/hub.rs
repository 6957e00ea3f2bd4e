//! What the hub's own settings do.

use std::time::Duration;

use domain::{aws::stack::StackStatus, port_error::PortErrorKind};
use serde_json::json;
use support::world::{At, Fault, RateLimit};

use super::{member::Member, scene::Scene, settings::with};
use crate::custom_resource::ORGANIZATION;

const ANOTHER: &str = "66666666-2222-4333-8444-555555555555";

/// A member that is registered, and a hub that has become another organization's.
fn moved(rule: &str) -> (Scene, Member, String) {
    let mut scene = Scene::new();
    scene.registrar = with("QOVERY_ORGANIZATION_ID", ANOTHER);
    scene.registrar.settings.hub.hub = with("ON_DELETE", rule).settings.hub.hub;
    let member = Member::new(&scene.world, 0);
    let id = member.connect(&scene.world);
    (scene, member, id)
}

#[tokio::test(start_paused = true)]
async fn access_is_revoked_at_once_though_qovery_is_away() {
    let mut scene = Scene::with(|_, process| {
        for call in 1..=40 {
            let list = At::Operation("GET /organization/{id}/credentials", call);
            process.inject(list, Fault::Fail(PortErrorKind::Unavailable));
        }
    });
    scene.registrar = with("ON_DELETE", "Revoke");
    let member = Member::new(&scene.world, 0);
    let id = member.connect(&scene.world);
    member.move_stack(StackStatus::DeleteInProgress);
    scene.publish([member.delete(&id)]).await;
    scene.work().await;
    let answer = scene.answer(&member.url("delete"));
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    assert!(member.is_clean());
    let at = scene.answered_at(&member.url("delete")).expect("an answer");
    assert!(at - scene.began_at < Duration::from_secs(30), "{at}");
}

#[tokio::test(start_paused = true)]
async fn a_hub_of_another_organization_asks_the_old_one_nothing_and_names_it() {
    for (rule, status) in [("Protect", "FAILED"), ("Revoke", "SUCCESS")] {
        let (scene, member, id) = moved(rule);
        member.move_stack(StackStatus::DeleteInProgress);
        scene.publish([member.delete(&id)]).await;
        scene.work().await;
        let answer = scene.answer(&member.url("delete"));
        assert_eq!(answer["Status"], status, "{answer}");
        let reason = answer["Reason"].as_str().expect("a reason");
        assert!(
            reason.contains(ORGANIZATION) && reason.contains(ANOTHER),
            "{reason}"
        );
        assert_eq!(member.is_clean(), rule == "Revoke");
        assert_eq!(scene.held(), [member.role()]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_hub_of_another_organization_refuses_an_update_by_the_name_of_the_old_one() {
    let (scene, member, id) = moved("Protect");
    scene
        .world
        .edit(|state| state.add_organization(ANOTHER, crate::custom_resource::TOKEN));
    member.move_stack(StackStatus::UpdateInProgress);
    let mut update = member.request("Update", "update");
    update["PhysicalResourceId"] = json!(id);
    update["OldResourceProperties"] = update["ResourceProperties"].clone();
    scene.publish([update]).await;
    scene.work().await;
    let answer = scene.answer(&member.url("update"));
    assert_eq!(answer["Status"], "FAILED", "{answer}");
    let reason = answer["Reason"].as_str().expect("a reason");
    assert!(
        reason.contains(&format!("the hub is of organization {ANOTHER}")),
        "{reason}"
    );
    assert!(reason.contains(ORGANIZATION), "{reason}");
}

#[tokio::test(start_paused = true)]
async fn the_hub_leaves_a_part_of_the_limit_to_others() {
    let mut scene = Scene::new();
    scene.registrar = with("QOVERY_REQUESTS_PER_HOUR", "20");
    scene.world.edit(|state| {
        state.limit_rate(RateLimit {
            requests: 30,
            period: Duration::from_mins(10),
            ..RateLimit::default()
        });
    });
    let members: Vec<Member> = (0..30).map(|n| Member::new(&scene.world, n)).collect();
    scene.publish(members.iter().map(Member::create)).await;
    let after_a_minute = async {
        tokio::time::sleep(Duration::from_mins(1)).await;
        scene.requests()
    };
    let ((), requests) = tokio::join!(scene.work(), after_a_minute);
    // Calls that are under way at once have all seen the last of it.
    assert!((15..30).contains(&requests), "{requests} requests");
    assert_eq!(scene.held().len(), 30, "all are served in a later period");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_does_not_say_when_to_come_back_is_waited_out() {
    let scene = Scene::with(|_, process| {
        for call in 1..=3 {
            let post = At::Operation("POST /organization/{id}/aws/credentials", call);
            let refused = Fault::Fail(PortErrorKind::Throttled(None));
            process.inject(post, refused);
        }
    });
    let member = Member::new(&scene.world, 0);
    scene.publish([member.create()]).await;
    scene.work().await;
    assert_eq!(scene.answer(&member.url("create"))["Status"], "SUCCESS");
    assert_eq!(scene.held(), [member.role()]);
}
