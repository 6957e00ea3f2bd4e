//! What is refused, and what the operator is told.

use anyhow::Result;
use serde_json::{Value, json};
use support::qovery::{Fault, FaultKind};

use super::scene::{Parameters, QOVERY_ACCOUNT, Scene, secret};

/// The stack fails, says all of `said`, and leaves Qovery as it was.
pub(super) fn refused(scene: &Scene, parameters: Parameters<'_>, said: &[&str]) -> Result<()> {
    let before = scene.qovery.snapshot();
    let created = scene.create(parameters)?;
    assert_eq!(created.status, "ROLLBACK_COMPLETE");
    for said in said {
        assert!(
            created.failure().contains(said),
            "`{said}` is missing in: {}",
            created.failure()
        );
    }
    assert_eq!(scene.qovery.snapshot(), before);
    scene.assert_no_secret_was_shown(&[&created])
}

pub(super) fn trusting(principal: &Value, condition: &Value) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": {
            "Sid": "LetQoveryIn",
            "Effect": "Allow",
            "Principal": {"AWS": principal},
            "Action": "sts:AssumeRole",
            "Condition": condition,
        },
    })
}

#[test]
fn a_trust_policy_that_lets_everybody_in_is_refused_with_what_to_change() -> Result<()> {
    let scene = Scene::new()?;
    let role_arn = scene.role("open", &trusting(&json!("*"), &json!({})))?;
    refused(
        &scene,
        &[("RoleArn", &role_arn)],
        &["LetQoveryIn", "hint: ", "open"],
    )
}

#[test]
fn a_trust_policy_that_keeps_qovery_out_is_refused_with_what_to_change() -> Result<()> {
    let scene = Scene::new()?;
    let role_arn = scene.role("closed", &trusting(&json!("333333333333"), &json!({})))?;
    refused(
        &scene,
        &[("RoleArn", &role_arn)],
        &[QOVERY_ACCOUNT, "hint: "],
    )
}

#[test]
fn a_trust_policy_without_the_external_id_is_refused() -> Result<()> {
    let scene = Scene::new()?;
    let role_arn = scene.role("loose", &trusting(&json!(QOVERY_ACCOUNT), &json!({})))?;
    let parameters = [
        ("RoleArn", role_arn.as_str()),
        ("ExternalId", "agreed-upon"),
    ];
    refused(&scene, &parameters, &["sts:ExternalId", "hint: "])
}

#[test]
fn a_role_that_is_not_there_is_refused() -> Result<()> {
    let scene = Scene::new()?;
    let role_arn = scene.role_arn("nobody");
    refused(
        &scene,
        &[("RoleArn", &role_arn)],
        &["there is no role", "hint: "],
    )
}

/// IAM denies whatever the function's policy does not name, and says no more than that.
#[test]
fn a_role_under_a_path_or_of_another_account_is_said_to_be_that() -> Result<()> {
    let scene = Scene::new()?;
    let trust = trusting(&json!(QOVERY_ACCOUNT), &json!({})).to_string();
    let create = "iam create-role --role-name ext --path /team/ --assume-role-policy-document";
    let create: Vec<_> = create.split(' ').chain([trust.as_str()]).collect();
    scene.account.aws().run(&create)?;
    let role_arn = scene.role_arn("ext");
    let said = ["role-arn-differs", "role/team/ext", "hint: "];
    refused(&scene, &[("RoleArn", &role_arn)], &said)?;

    let scene = Scene::new()?;
    let elsewhere = "arn:aws:iam::444444444444:role/ext";
    let said = ["role-in-other-account", "hint: "];
    refused(&scene, &[("RoleArn", elsewhere)], &said)
}

#[test]
fn a_token_that_qovery_refuses_is_said_so() -> Result<()> {
    let scene = Scene::new()?;
    let stale = secret(
        &scene.account,
        "stale",
        &scene.token("qov_MARKED-SECRET-stale"),
    )?;
    refused(
        &scene,
        &[("QoveryApiTokenSecretArn", &stale)],
        &["401", "valid API token", "hint: "],
    )
}

#[test]
fn a_token_secret_that_is_missing_or_malformed_is_said_so() -> Result<()> {
    let scene = Scene::new()?;
    let malformed = secret(
        &scene.account,
        "malformed",
        r#"{"apiToken":"MARKED-SECRET"}"#,
    )?;
    let said = ["without a string under the key `token`", "hint: "];
    refused(&scene, &[("QoveryApiTokenSecretArn", &malformed)], &said)?;

    let scene = Scene::new()?;
    let missing = scene.token_secret.replace("qovery-api-token", "missing");
    refused(
        &scene,
        &[("QoveryApiTokenSecretArn", &missing)],
        &["did not find", "hint: "],
    )
}

#[test]
fn an_organization_that_qovery_does_not_know_is_said_so() -> Result<()> {
    let scene = Scene::new()?;
    let unknown = "00000000-2222-4333-8444-555555555555";
    refused(
        &scene,
        &[("QoveryOrganizationId", unknown)],
        // What is not there Qovery answers like what the token may not see.
        &["403", "QoveryOrganizationId", "hint: "],
    )
}

#[test]
fn an_error_of_sixty_kilobytes_keeps_its_head_and_its_hint() -> Result<()> {
    let scene = Scene::new()?;
    // More than 64 KiB of an error is not read.
    let page = FaultKind::refusal(400, &"x".repeat(60_000));
    scene.qovery.fault(Fault::on("POST", "/**", page).always());
    refused(
        &scene,
        &[],
        &["could not register with Qovery", "Qovery answered 400: xxx"],
    )
}

#[test]
fn a_parameter_that_cannot_be_right_never_starts_the_stack() -> Result<()> {
    let scene = Scene::new()?;
    for wrong in [
        ("QoveryOrganizationId", "acme"),
        ("QoveryPrincipal", "everybody"),
        ("QoveryPrincipal", ""),
        ("RoleArn", "qovery-role"),
        ("OnDelete", "Delete"),
    ] {
        let refused = scene.create(&[wrong]);
        assert!(refused.is_err(), "{wrong:?} was taken");
    }
    assert_eq!(scene.qovery.requests().len(), 0);
    Ok(())
}
