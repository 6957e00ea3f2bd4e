//! The static way: first key, rotation, switch, end.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use support::{
    qovery::{CredentialValues, Fault, FaultKind, Registry},
    stored_key::{Keys, StoredKey},
};

use super::scene::{ORGANIZATION, Scene, wait_until};

const STATIC: &[(&str, &str)] = &[("AuthenticationMethod", "StaticCredentials")];

fn at_qovery(scene: &Scene) -> String {
    scene.registered()[0].2.clone()
}

/// What the grace period does in days: every key but the current one goes.
fn retire(scene: &Scene, keys: &Keys) -> Result<()> {
    let user = scene.physical_id("QoveryUser")?;
    for old in keys.but_current() {
        let which = ["--user-name", &user, "--access-key-id", old];
        scene
            .account
            .aws()
            .run(&[&["iam", "delete-access-key"], &which[..]].concat())?;
    }
    Ok(())
}

/// Rotates, and waits for the error in the log: nobody else is told that a rotation has failed.
fn fails_to_rotate(scene: &Scene, secret: &StoredKey) -> Result<()> {
    let errors = || -> Result<usize> {
        let lines = scene.account.all_log_lines()?;
        let is_error = |line: &&String| line.contains(r#""level":"ERROR""#);
        Ok(lines.iter().filter(is_error).count())
    };
    let before = errors()?;
    let rotation = secret.rotate()?;
    wait_until("the rotation fails", || Ok(errors()? > before))?;
    ensure!(!rotation.has_ended()?, "it was to fail");
    Ok(())
}

/// A stranger uses up the room for tags that the stack's six leave on its user.
fn fill_with_tags(scene: &Scene, user: &str) -> Result<()> {
    let tag = |numbers: std::ops::Range<u8>| {
        let tags = numbers.map(|number| format!("Key=stranger-{number},Value=x"));
        let call = ["iam", "tag-user", "--user-name", user, "--tags"].map(str::to_owned);
        let call: Vec<String> = call.into_iter().chain(tags).collect();
        scene.account.aws().run(&call)
    };
    tag(6..50)?;
    ensure!(tag(50..51).is_err(), "there is room left");
    Ok(())
}

/// A Helm repository with the stack's key, and one with a key of others, which is the answer.
fn with_copies(scene: &Scene) -> Registry {
    let foreign = CredentialValues::access_key("AKIAFOREIGNFOREIGN01", "theirs");
    let given = scene.qovery.credentials(ORGANIZATION)[0].values.clone();
    for values in [given, foreign] {
        scene
            .qovery
            .edit(|state| state.add_helm_repository(ORGANIZATION, values));
    }
    scene.qovery.registries(ORGANIZATION)[1].clone()
}

/// The first has what Qovery was given last; the other one is untouched.
fn assert_copies(scene: &Scene, foreign: &Registry) {
    let copies = scene.qovery.registries(ORGANIZATION);
    let given = &scene.qovery.credentials(ORGANIZATION)[0].values;
    assert_eq!((&copies[0].values, &copies[1]), (given, foreign));
}

#[test]
fn a_stack_with_a_key_rotates_it_and_takes_it_along_when_it_goes() -> Result<()> {
    let scene = Scene::new()?;
    let created = scene.created(STATIC)?;
    let secret = scene.stored_key()?;
    let user = created.physical_id("QoveryUser");
    assert!(created.outputs["UserArn"].ends_with(&format!(":user/{user}")));
    let stored = created.physical_id("QoveryKey");
    assert_eq!(created.outputs["CredentialsSecretArn"], stored);
    let first = secret.keys()?;
    assert_eq!(first.of_user.len(), 1);
    assert_eq!(first.of_user[first.current()], "Active");
    assert_eq!(first.current(), at_qovery(&scene));

    fill_with_tags(&scene, user)?;
    let foreign = with_copies(&scene);
    let mut seen = BTreeSet::from([first.current().to_owned()]);
    for round in 1..=3 {
        assert!(secret.rotate()?.ends()?, "rotation {round} ends");
        let now = secret.keys()?;
        assert!(
            seen.insert(now.current().to_owned()),
            "the key of rotation {round} is new"
        );
        assert_eq!(now.current(), at_qovery(&scene));
        assert_copies(&scene, &foreign);
        assert!(now.of_user.len() <= 2 && now.of_user.contains_key(now.current()));
        retire(&scene, &now)?;
    }

    scene.remove_registries();
    let deleted = scene.deleted()?;
    assert_eq!(scene.registered(), []);
    scene.assert_is_gone("user", user);
    scene.assert_no_secret_was_shown(&[&created, &deleted])
}

#[test]
fn a_push_that_qovery_refuses_changes_nothing_and_the_next_attempt_uses_the_same_key() -> Result<()>
{
    let scene = Scene::new()?;
    scene.created(STATIC)?;
    let secret = scene.stored_key()?;
    let before = secret.keys()?;
    let refused = FaultKind::refusal(400, "not today");
    scene
        .qovery
        .fault(Fault::on("PUT", "/**", refused).always());
    fails_to_rotate(&scene, &secret)?;
    let refused = secret.keys()?;
    assert_eq!(refused.current(), before.current());
    assert_eq!(at_qovery(&scene), before.current());
    let new: Vec<_> = refused.but_current().collect();
    ensure!(new.len() == 1, "one new key: {new:?}");
    assert_eq!(refused.pending(), Some(new[0]));

    scene.qovery.clear_faults();
    assert!(secret.rotate_again()?.ends()?);
    assert_eq!(secret.keys()?.current(), new[0]);
    assert_eq!(at_qovery(&scene), new[0]);
    Ok(())
}

#[test]
fn a_key_that_a_person_made_is_named_and_never_touched() -> Result<()> {
    let scene = Scene::new()?;
    scene.created(STATIC)?;
    let secret = scene.stored_key()?;
    let user = scene.physical_id("QoveryUser")?;
    let create = ["iam", "create-access-key", "--user-name", &user];
    let made = scene.account.aws().run(&create)?;
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
    let before = secret.keys()?;
    fails_to_rotate(&scene, &secret)?;
    assert_eq!(secret.keys()?, before);
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
    let secret = scene.stored_key()?;
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
    let before = secret.keys()?;
    fails_to_rotate(&scene, &secret)?;
    assert_eq!(secret.keys()?.of_user, before.of_user);
    Ok(())
}

/// What an update replaces stays until it is proven unused, so each way makes another identity.
#[test]
fn a_stack_goes_from_a_role_to_a_key_and_back_under_the_same_id_and_keeps_both() -> Result<()> {
    let scene = Scene::new()?;
    let created = scene.created(&[])?;
    let id = scene.registered()[0].0.clone();
    let role = scene.qovery.credentials(ORGANIZATION)[0].values.clone();
    let copy = || scene.qovery.registries(ORGANIZATION)[0].values.clone();
    let given = || scene.qovery.credentials(ORGANIZATION)[0].values.clone();
    scene
        .qovery
        .edit(|state| state.add_helm_repository(ORGANIZATION, role));

    let on_key = scene.update(STATIC)?;
    assert_eq!(on_key.status, "UPDATE_COMPLETE", "{}", on_key.failure());
    assert_eq!(scene.registered()[0].0, id);
    assert!(scene.registered()[0].2.starts_with("AKIA"));
    assert_eq!(copy(), given(), "the registry has moved, too");
    let first_role = created.physical_id("QoveryRole");
    scene.assert_is_there("role", first_role);
    let keys = scene.stored_key()?;

    let back = scene.update(&[("AuthenticationMethod", "AssumeRole")])?;
    assert_eq!(back.status, "UPDATE_COMPLETE", "{}", back.failure());
    assert_eq!(
        scene.registered()[0],
        (
            id,
            scene.registered()[0].1.clone(),
            back.outputs["RoleArn"].clone()
        )
    );
    assert_eq!(copy(), given());
    assert_ne!(back.physical_id("QoveryRole"), first_role);
    scene.assert_is_there("role", first_role);
    scene.assert_is_there("user", on_key.physical_id("QoveryUser"));
    let key = keys.keys()?;
    assert_eq!(key.of_user[key.current()], "Active");
    scene.assert_no_secret_was_shown(&[&created, &on_key, &back])
}

#[test]
fn a_failed_create_with_a_key_rolls_back_to_nothing() -> Result<()> {
    let scene = Scene::new()?;
    let refused = FaultKind::refusal(400, "not today");
    scene
        .qovery
        .fault(Fault::on("POST", "/**", refused).always());
    let created = scene.create(STATIC)?;
    assert_eq!(created.status, "ROLLBACK_COMPLETE", "{}", created.failure());
    scene.assert_is_gone("user", created.physical_id("QoveryUser"));
    assert_eq!(scene.registered(), []);
    Ok(())
}
