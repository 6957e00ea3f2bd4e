//! The static way: first key, rotation, switch, end.

use std::{collections::BTreeSet, thread::sleep, time::Duration};

use anyhow::{Result, ensure};
use serde_json::Value;
use support::qovery::{Fault, FaultKind};

use super::scene::Scene;

const STATIC: &[(&str, &str)] = &[("AuthenticationMethod", "StaticCredentials")];

/// Keys of the user, the key in `AWSCURRENT`, and the key at Qovery.
struct Keys {
    of_user: BTreeSet<String>,
    current: String,
    at_qovery: String,
}

fn keys(scene: &Scene, secret: &str) -> Result<Keys> {
    let aws = scene.account.aws();
    let listed = aws.run(&["iam", "list-access-keys", "--user-name", "qovery"])?;
    let listed = listed["AccessKeyMetadata"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let stored = aws.run(&["secretsmanager", "get-secret-value", "--secret-id", secret])?;
    let stored: Value = serde_json::from_str(stored["SecretString"].as_str().unwrap_or_default())?;
    Ok(Keys {
        of_user: listed
            .iter()
            .filter_map(|key| key["AccessKeyId"].as_str().map(str::to_owned))
            .collect(),
        current: stored["access_key_id"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        at_qovery: scene.registered()[0].2.clone(),
    })
}

/// Rotates and waits until Secrets Manager is done with it, or has given up.
fn rotate(scene: &Scene, secret: &str) -> Result<bool> {
    let aws = scene.account.aws();
    let before = aws.run(&["secretsmanager", "describe-secret", "--secret-id", secret])?;
    let asked = aws.run(&["secretsmanager", "rotate-secret", "--secret-id", secret])?;
    let version = asked["VersionId"].as_str().unwrap_or_default();
    for _ in 0..60 {
        sleep(Duration::from_millis(200));
        let now = aws.run(&["secretsmanager", "describe-secret", "--secret-id", secret])?;
        let labels = now["VersionIdsToStages"][version].to_string();
        if labels.contains("AWSCURRENT") && now["LastRotatedDate"] != before["LastRotatedDate"] {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What the grace period does in days: every key but the current one goes.
fn retire(scene: &Scene, keys: &Keys) -> Result<()> {
    for old in keys.of_user.iter().filter(|id| **id != keys.current) {
        let which = ["--user-name", "qovery", "--access-key-id", old];
        scene
            .account
            .aws()
            .run(&[&["iam", "delete-access-key"], &which[..]].concat())?;
    }
    Ok(())
}

#[test]
fn a_stack_with_a_key_rotates_it_and_takes_it_along_when_it_goes() -> Result<()> {
    let scene = Scene::new()?;
    let created = scene.created(STATIC)?;
    let secret = created.outputs["CredentialsSecretArn"].clone();
    assert!(created.outputs["UserArn"].ends_with(":user/qovery"));
    let first = keys(&scene, &secret)?;
    assert_eq!(first.of_user, [first.current.clone()].into());
    assert_eq!(first.current, first.at_qovery);

    let mut seen = BTreeSet::from([first.current]);
    for round in 1..=3 {
        assert!(rotate(&scene, &secret)?, "rotation {round} ends");
        let now = keys(&scene, &secret)?;
        assert!(
            seen.insert(now.current.clone()),
            "the key of rotation {round} is new"
        );
        assert_eq!(now.current, now.at_qovery);
        assert!(now.of_user.len() <= 2 && now.of_user.contains(&now.current));
        retire(&scene, &now)?;
    }

    let deleted = scene.delete()?;
    assert_eq!(deleted.status, "DELETE_COMPLETE", "{}", deleted.failure());
    assert_eq!(scene.registered(), []);
    let gone = scene
        .account
        .aws()
        .run(&["iam", "get-user", "--user-name", "qovery"]);
    assert_eq!(gone.unwrap_err().code.as_deref(), Some("NoSuchEntity"));
    scene.assert_no_secret_was_shown(&[&created, &deleted])
}

#[test]
fn a_push_that_qovery_refuses_changes_nothing_and_the_next_attempt_uses_the_same_key() -> Result<()>
{
    let scene = Scene::new()?;
    let secret = scene.created(STATIC)?.outputs["CredentialsSecretArn"].clone();
    let before = keys(&scene, &secret)?;
    let refused = FaultKind::json(400, &serde_json::json!({"message": "not today"}));
    scene
        .qovery
        .fault(Fault::on("PUT", "/**", refused).always());
    assert!(!rotate(&scene, &secret)?);
    let refused = keys(&scene, &secret)?;
    assert_eq!(
        (&refused.current, &refused.at_qovery),
        (&before.current, &before.at_qovery)
    );
    let new: Vec<_> = refused
        .of_user
        .difference(&before.of_user)
        .cloned()
        .collect();
    ensure!(new.len() == 1, "one new key: {new:?}");

    scene.qovery.clear_faults();
    // Secrets Manager repeats a rotation by itself, under the same token; the emulator is asked to.
    let aws = scene.account.aws();
    let versions = aws.run(&[
        "secretsmanager",
        "list-secret-version-ids",
        "--secret-id",
        &secret,
    ])?;
    let pending = versions["Versions"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|version| version["VersionStages"].to_string().contains("AWSPENDING"))
        .and_then(|version| version["VersionId"].as_str())
        .unwrap_or_default();
    aws.run(&[
        "secretsmanager",
        "rotate-secret",
        "--secret-id",
        &secret,
        "--client-request-token",
        pending,
    ])?;
    for _ in 0..60 {
        sleep(Duration::from_millis(200));
        if keys(&scene, &secret)?.current == new[0] {
            break;
        }
    }
    let now = keys(&scene, &secret)?;
    assert_eq!((&now.current, &now.at_qovery), (&new[0], &new[0]));
    Ok(())
}

#[test]
fn a_key_that_a_person_made_is_named_and_never_touched() -> Result<()> {
    let scene = Scene::new()?;
    let created = scene.created(STATIC)?;
    let secret = created.outputs["CredentialsSecretArn"].clone();
    let made = scene
        .account
        .aws()
        .run(&["iam", "create-access-key", "--user-name", "qovery"])?;
    let theirs = made["AccessKey"]["AccessKeyId"]
        .as_str()
        .unwrap_or_default();
    // Used once, so that it cannot be taken for what a crash left behind.
    let secret_half = made["AccessKey"]["SecretAccessKey"]
        .as_str()
        .unwrap_or_default();
    let person = scene
        .account
        .aws()
        .with_credentials(theirs, secret_half, None);
    person.run(&["sts", "get-caller-identity"])?;
    let before = keys(&scene, &secret)?;
    assert!(!rotate(&scene, &secret)?);
    let after = keys(&scene, &secret)?;
    assert_eq!(after.of_user, before.of_user);
    assert_eq!(after.current, before.current);
    let logs = scene.account.all_log_lines()?.concat();
    assert!(
        logs.contains(theirs),
        "the log names the key that holds the slot"
    );
    Ok(())
}

#[test]
fn no_key_is_made_that_could_not_be_stored() -> Result<()> {
    let scene = Scene::new()?;
    let created = scene.created(STATIC)?;
    let secret = created.outputs["CredentialsSecretArn"].clone();
    let role = created.physical_id("RotationFunctionRole");
    let deny = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"secretsmanager:PutSecretValue","Resource":"*"}}"#;
    scene.account.aws().run(&[
        "iam",
        "put-role-policy",
        "--role-name",
        role,
        "--policy-name",
        "deny",
        "--policy-document",
        deny,
    ])?;
    let before = keys(&scene, &secret)?;
    assert!(!rotate(&scene, &secret)?);
    assert_eq!(keys(&scene, &secret)?.of_user, before.of_user);
    Ok(())
}

#[test]
fn a_stack_goes_from_a_role_to_a_key_and_back_under_the_same_id() -> Result<()> {
    let scene = Scene::new()?;
    let created = scene.created(&[])?;
    let id = scene.registered()[0].0.clone();

    let on_key = scene.update(STATIC)?;
    assert_eq!(on_key.status, "UPDATE_COMPLETE", "{}", on_key.failure());
    assert_eq!(scene.registered()[0].0, id);
    assert!(scene.registered()[0].2.starts_with("AKIA"));

    let back = scene.update(&[("AuthenticationMethod", "AssumeRole")])?;
    assert_eq!(back.status, "UPDATE_COMPLETE", "{}", back.failure());
    assert_eq!(
        scene.registered()[0],
        (
            id,
            scene.registered()[0].1.clone(),
            scene.role_arn("qovery-role")
        )
    );
    let gone = scene
        .account
        .aws()
        .run(&["iam", "get-user", "--user-name", "qovery"]);
    assert_eq!(gone.unwrap_err().code.as_deref(), Some("NoSuchEntity"));
    scene.assert_no_secret_was_shown(&[&created, &on_key, &back])
}

#[test]
fn a_failed_create_with_a_key_rolls_back_to_nothing() -> Result<()> {
    let scene = Scene::new()?;
    let refused = FaultKind::json(400, &serde_json::json!({"message": "not today"}));
    scene
        .qovery
        .fault(Fault::on("POST", "/**", refused).always());
    let created = scene.create(STATIC)?;
    assert_eq!(created.status, "ROLLBACK_COMPLETE", "{}", created.failure());
    let gone = scene
        .account
        .aws()
        .run(&["iam", "get-user", "--user-name", "qovery"]);
    assert_eq!(gone.unwrap_err().code.as_deref(), Some("NoSuchEntity"));
    assert_eq!(scene.registered(), []);
    Ok(())
}
