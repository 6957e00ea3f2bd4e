//! Drift behind the stack's back, found and told by the deployed function with its own role.

use std::{thread::sleep, time::Duration};

use anyhow::Result;
use serde_json::Value;
use support::cloudformation::StackResult;

use super::scene::Scene;

const DAY: Duration = Duration::from_hours(24);
const OPEN: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}"#;

/// Asks the function, as an operator does; with its report come the names of all that is not ok.
pub(super) fn ask(scene: &Scene, created: &StackResult) -> Result<(Value, Vec<String>)> {
    let function = created.physical_id("ReconciliationFunction");
    let report = scene.account.invoke(function)?;
    let checks = report["checks"].as_array().into_iter().flatten();
    let not_ok = checks.filter(|check| check["outcome"] != "ok");
    let not_ok = not_ok.map(|check| format!("{}: {check}", check["name"]));
    let not_ok = not_ok.collect();
    Ok((report, not_ok))
}

/// Somebody lets everybody in.
fn open_role(scene: &Scene) -> Result<()> {
    let role = scene.physical_id("QoveryRole")?;
    let update = ["iam", "update-assume-role-policy", "--role-name", &role];
    let policy = ["--policy-document", OPEN];
    scene.account.aws().run(&[&update[..], &policy].concat())?;
    Ok(())
}

fn topic(scene: &Scene) -> Result<String> {
    let aws = scene.account.aws();
    let made = aws.run(&["sns", "create-topic", "--name", "findings"])?;
    Ok(made["TopicArn"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn a_trust_policy_that_somebody_opened_is_found_and_told_once() -> Result<()> {
    let scene = Scene::new()?;
    let topic = topic(&scene)?;
    let created = scene.created(&[("NotificationTopicArn", &topic)])?;
    let (report, not_ok) = ask(&scene, &created)?;
    assert_eq!(not_ok, Vec::<String>::new());
    assert_eq!(report["verdict"], "trusted");
    assert_eq!(report["notification"], "no-news");

    open_role(&scene)?;
    let (report, _) = ask(&scene, &created)?;
    assert_eq!(report["verdict"], "untrusted", "{report:#}");
    assert_eq!(report["notification"], "sent");
    let (report, _) = ask(&scene, &created)?;
    assert_eq!(report["notification"], "no-news");
    scene.assert_no_secret_was_shown(&[&created])
}

#[test]
fn a_change_of_the_role_wakes_the_function_and_is_found() -> Result<()> {
    let scene = Scene::new()?;
    let created = scene.created(&[])?;
    let aws = scene.account.aws();
    aws.run(&[
        "cloudtrail",
        "create-trail",
        "--name",
        "all",
        "--s3-bucket-name",
        "none",
    ])?;
    aws.run(&["cloudtrail", "start-logging", "--name", "all"])?;
    open_role(&scene)?;
    let group = created.physical_id("ReconciliationFunctionLogs");
    let mut records = Vec::new();
    for _ in 0..60 {
        sleep(Duration::from_millis(200));
        records = scene.account.log_records(group)?;
        if records.iter().any(|record| record["message"] == "ended") {
            break;
        }
    }
    let said = |message| records.iter().find(|record| record["message"] == message);
    let [Some(started), Some(ended)] = ["started", "ended"].map(said) else {
        panic!("nobody woke it: {records:#?}");
    };
    assert_eq!(started["trigger"], "iam-event UpdateAssumeRolePolicy");
    assert!(
        ended["report"].to_string().contains("public-access"),
        "{ended:#}"
    );
    Ok(())
}

#[test]
fn credentials_that_somebody_deleted_are_reported_and_not_made_anew() -> Result<()> {
    let scene = Scene::new()?;
    let created = scene.created(&[])?;
    scene.qovery.remove_credential(&scene.registered()[0].0);
    let (report, not_ok) = ask(&scene, &created)?;
    assert_eq!(not_ok.len(), 1, "{not_ok:#?}");
    assert!(not_ok[0].contains("credentials-gone"), "{not_ok:#?}");
    assert_eq!(report["changes"], serde_json::json!([]));
    assert_eq!(scene.registered(), []);
    Ok(())
}

#[test]
fn an_old_key_goes_once_its_cluster_was_deployed_and_time_went_by() -> Result<()> {
    let scene = Scene::new()?;
    let created = scene.created(&[("AuthenticationMethod", "StaticCredentials")])?;
    scene.protect()?;
    let cluster = scene.cluster("production");
    let secret = scene.stored_key()?;
    let old = secret.keys()?.current().to_owned();
    assert!(secret.rotate()?.ends()?);
    scene.age(DAY)?;
    let (report, _) = ask(&scene, &created)?;
    assert!(
        report.to_string().contains("key-may-be-in-use"),
        "{report:#}"
    );
    scene.qovery.deploy(&cluster);
    let (report, not_ok) = ask(&scene, &created)?;
    assert_eq!(not_ok, Vec::<String>::new());
    assert_eq!(report["changes"], serde_json::json!([]));

    scene.age(8 * DAY)?;
    let (report, _) = ask(&scene, &created)?;
    let change = &report["changes"][0];
    assert_eq!(
        change["what"],
        format!("deactivate the superseded key {old}")
    );
    assert_eq!(secret.keys()?.of_user[&old], "Inactive");
    scene.age(8 * DAY)?;
    let (report, _) = ask(&scene, &created)?;
    assert_eq!(
        report["changes"][0]["what"],
        format!("delete the key {old}")
    );
    assert!(!secret.keys()?.of_user.contains_key(&old));
    Ok(())
}
