//! What Qovery lacks in the account, and what only looks like it.

use anyhow::Result;
use serde_json::{Value, json};

use super::{
    refusals::{refused, trusting},
    scene::{QOVERY_ACCOUNT, Scene},
};

/// A role that Qovery may assume, and that may not make clusters.
fn denied(scene: &Scene) -> Result<String> {
    let role_arn = scene.role("denied", &trusting(&json!(QOVERY_ACCOUNT), &json!({})))?;
    let deny =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"eks:*","Resource":"*"}}"#;
    let put = "iam put-role-policy --role-name denied --policy-name deny --policy-document";
    let put: Vec<_> = put.split(' ').chain([deny]).collect();
    scene.account.aws().run(&put)?;
    Ok(role_arn)
}

#[test]
fn a_permission_that_is_denied_is_named() -> Result<()> {
    let scene = Scene::new()?;
    let role_arn = denied(&scene)?;
    let said = [
        "eks:CreateCluster",
        "permission-denied-explicitly",
        "hint: ",
    ];
    refused(&scene, &[("RoleArn", &role_arn)], &said)
}

#[test]
fn a_denied_permission_is_only_reported_where_the_operator_says_so() -> Result<()> {
    let scene = Scene::new()?;
    let role_arn = denied(&scene)?;
    scene.created(&[("RoleArn", &role_arn), ("PermissionCheck", "Warn")])?;
    let logs = scene.account.all_log_lines()?.concat();
    assert!(logs.contains("eks:CreateCluster"), "{logs}");
    Ok(())
}

#[test]
fn a_permissions_boundary_that_takes_too_much_is_named() -> Result<()> {
    let scene = Scene::new()?;
    let boundary = json!({"Effect": "Allow", "Action": ["ec2:*", "iam:*"], "Resource": "*"});
    let arn = boundary_of(&scene, &boundary)?;
    refused(
        &scene,
        &[("PermissionsBoundaryArn", &arn)],
        &["permission-outside-boundary", "eks:CreateCluster", "hint: "],
    )
}

/// The simulator denies what depends on a region that it was not given.
#[test]
fn a_lock_on_the_stacks_region_by_the_boundary_and_the_organization_denies_nothing() -> Result<()> {
    let scene = Scene::new()?;
    let region = json!({"aws:RequestedRegion": scene.account.region()});
    let outside = json!({"StringNotEquals": region});
    let guardrail = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Deny", "NotAction": "iam:*", "Resource": "*", "Condition": outside}});
    let guardrail = json!({"Type": "SERVICE_CONTROL_POLICY", "Name": "guardrail",
        "Description": "", "Content": guardrail.to_string()});
    let aws = scene.account.aws();
    let create = ["organizations", "create-policy", "--cli-input-json"];
    let made = aws.run(&[&create[..], &[&guardrail.to_string()]].concat())?;
    let id = made["Policy"]["PolicySummary"]["Id"].as_str();
    let attach = [
        "organizations",
        "attach-policy",
        "--target-id",
        scene.account.id(),
    ];
    aws.run(&[&attach[..], &["--policy-id", id.unwrap_or_default()]].concat())?;

    let inside = json!({"StringEquals": region});
    let boundary = boundary_of(
        &scene,
        &json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": inside}),
    )?;
    scene.created(&[("PermissionsBoundaryArn", &boundary)])?;
    let logs = scene.account.all_log_lines()?.concat();
    assert!(!logs.contains("permission-"), "{logs}");
    Ok(())
}

/// The ARN of a policy of this one statement.
fn boundary_of(scene: &Scene, statement: &Value) -> Result<String> {
    let document = json!({"Version": "2012-10-17", "Statement": statement}).to_string();
    let create = "iam create-policy --policy-name boundary --policy-document";
    let create = create.split(' ').chain([document.as_str()]);
    let made = scene.account.aws().run(&create.collect::<Vec<_>>())?;
    Ok(made["Policy"]["Arn"]
        .as_str()
        .unwrap_or_default()
        .to_owned())
}
