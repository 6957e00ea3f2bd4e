//! What the hub does not do for a member.

use domain::{aws::stack::StackStatus, port_error::PortErrorKind};
use serde_json::json;
use support::world::{At, Fault};

use super::{member::Member, scene::Scene};

#[tokio::test(start_paused = true)]
async fn a_property_that_is_the_hubs_is_refused_by_name() {
    let scene = Scene::new();
    let member = Member::new(&scene.world, 0);
    let mut create = member.create();
    create["ResourceProperties"]["ApiTokenSecretArn"] = json!("arn:aws:secretsmanager:x");
    create["ResourceProperties"]["OnDelete"] = json!("Revoke");
    scene.publish([create]).await;
    scene.work().await;
    let answer = scene.answer(&member.url("create"));
    let reason = answer["Reason"].as_str().expect("a reason");
    assert_eq!(answer["Status"], "FAILED");
    assert!(
        reason.contains("`ApiTokenSecretArn` is the hub's"),
        "{reason}"
    );
    assert!(reason.contains("`OnDelete` is the hub's"), "{reason}");
    assert!(scene.held().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_role_of_another_account_is_not_registered() {
    let scene = Scene::new();
    let (member, other) = (Member::new(&scene.world, 0), Member::new(&scene.world, 1));
    let mut create = member.create();
    create["ResourceProperties"]["RoleArn"] = json!(other.role());
    scene.publish([create]).await;
    scene.work().await;
    assert_eq!(scene.answer(&member.url("create"))["Status"], "FAILED");
    assert!(scene.held().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_deletion_never_touches_the_credentials_of_another_account() {
    let scene = Scene::new();
    let (member, other) = (Member::new(&scene.world, 0), Member::new(&scene.world, 1));
    let id = other.connect(&scene.world);
    member.move_stack(StackStatus::DeleteInProgress);
    scene.publish([member.delete(&id)]).await;
    scene.work().await;
    assert_eq!(scene.held(), [other.role()]);
}

#[tokio::test(start_paused = true)]
async fn an_answer_goes_nowhere_but_to_cloudformation() {
    let scene = Scene::new();
    let member = Member::new(&scene.world, 0);
    let mut create = member.create();
    create["ResponseURL"] = json!("https://evil.example/answer");
    scene.publish([create]).await;
    scene.work().await;
    assert!(scene.world.state().answers.is_empty());
    assert!(scene.held().is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_no_stack_of_this_region_sent_reaches_no_queue() {
    let scene = Scene::new();
    let member = Member::new(&scene.world, 0);
    let mut elsewhere = member.create();
    elsewhere["StackId"] = json!(member.stack().replace("eu-west-3", "us-east-1"));
    scene
        .publish([elsewhere, json!("nonsense"), json!({ "StackId": 7 })])
        .await;
    assert_eq!(scene.world.state().next_message_at(), None);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_written_while_it_is_not_known_that_cloudformation_waits() {
    let scene = Scene::new();
    let member = Member::new(&scene.world, 0);
    for call in 1..100 {
        let asked = At::Operation("cloudformation:DescribeStacks", call);
        let denied = Fault::Fail(PortErrorKind::AccessDenied);
        member.world.inject(asked, denied);
    }
    scene.publish([member.create()]).await;
    scene.work().await;
    assert_eq!(scene.answer(&member.url("create"))["Status"], "FAILED");
    assert!(scene.held().is_empty());
}
