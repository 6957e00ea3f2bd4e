//! What Qovery had before, or has twice.

use anyhow::Result;
use support::qovery::CredentialValues;

use super::scene::{ORGANIZATION, Scene};

#[test]
fn credentials_that_were_there_are_adopted_and_survive_the_stack_byte_for_byte() -> Result<()> {
    let scene = Scene::new()?;
    let role = CredentialValues::role(&scene.role_arn("qovery-role"));
    let id = scene
        .qovery
        .add_credential(ORGANIZATION, "made by hand", role);
    scene.qovery.link_cluster(ORGANIZATION, &id, "production");
    let before = scene.qovery.snapshot();

    let created = scene.created(&[])?;
    assert_eq!(
        created.physical_id("QoveryCredentials"),
        format!("{ORGANIZATION}/{id}/adopted")
    );
    let updated = scene.update(&[("CredentialsName", "another")])?;
    assert_eq!(updated.status, "UPDATE_COMPLETE", "{}", updated.failure());
    let deleted = scene.delete()?;
    assert_eq!(deleted.status, "DELETE_COMPLETE", "{}", deleted.failure());
    assert_eq!(scene.qovery.snapshot(), before);
    Ok(())
}

#[test]
fn credentials_that_were_there_fail_the_stack_where_the_operator_says_so() -> Result<()> {
    let scene = Scene::new()?;
    let role = CredentialValues::role(&scene.role_arn("qovery-role"));
    let id = scene
        .qovery
        .add_credential(ORGANIZATION, "made by hand", role);
    let before = scene.qovery.snapshot();

    let created = scene.create(&[("OnExisting", "Fail")])?;
    assert_eq!(created.status, "ROLLBACK_COMPLETE");
    assert!(created.failure().contains(&id), "{}", created.failure());
    assert_eq!(scene.qovery.snapshot(), before);
    Ok(())
}

#[test]
fn several_matches_fail_the_stack_and_are_named() -> Result<()> {
    let scene = Scene::new()?;
    let role = || CredentialValues::role(&scene.role_arn("qovery-role"));
    let ids = [
        scene.qovery.add_credential(ORGANIZATION, "one", role()),
        scene.qovery.add_credential(ORGANIZATION, "two", role()),
    ];
    let before = scene.qovery.snapshot();

    let created = scene.create(&[])?;
    assert_eq!(created.status, "ROLLBACK_COMPLETE");
    for id in ids {
        assert!(created.failure().contains(&id), "{}", created.failure());
    }
    assert_eq!(scene.qovery.snapshot(), before);
    Ok(())
}

#[test]
fn linked_clusters_keep_the_stack() -> Result<()> {
    let scene = Scene::new()?;
    scene.created(&[])?;
    let id = scene.registered()[0].0.clone();
    scene.qovery.link_cluster(ORGANIZATION, &id, "production");

    let deleted = scene.delete()?;
    assert_eq!(deleted.status, "DELETE_FAILED");
    assert!(
        deleted.failure().contains("`production`"),
        "{}",
        deleted.failure()
    );
    assert_eq!(scene.registered().len(), 1);
    Ok(())
}

#[test]
fn access_can_be_revoked_though_clusters_are_linked() -> Result<()> {
    let scene = Scene::new()?;
    scene.created(&[("OnDelete", "Revoke")])?;
    let id = scene.registered()[0].0.clone();
    scene.qovery.link_cluster(ORGANIZATION, &id, "production");

    let deleted = scene.delete()?;
    assert_eq!(deleted.status, "DELETE_COMPLETE", "{}", deleted.failure());
    scene.assert_is_gone("role", "qovery-role");
    let logs = scene.account.all_log_lines()?.concat();
    assert!(
        logs.contains(&id) && logs.contains("`production`"),
        "the answer names what stays: {logs}"
    );
    Ok(())
}

#[test]
fn a_revoked_token_does_not_hold_the_stack() -> Result<()> {
    let scene = Scene::new()?;
    scene.created(&[])?;
    scene.qovery.revoke_token(super::scene::TOKEN);

    let deleted = scene.delete()?;
    assert_eq!(deleted.status, "DELETE_COMPLETE", "{}", deleted.failure());
    assert_eq!(scene.registered().len(), 1);
    scene.assert_no_secret_was_shown(&[&deleted])
}

#[test]
fn credentials_of_somebody_elses_key_are_left_alone() -> Result<()> {
    let scene = Scene::new()?;
    let theirs = CredentialValues::access_key("AKIAIOSFODNN7EXAMPLE", "MARKED-SECRET-theirs");
    scene.qovery.add_credential(ORGANIZATION, "by hand", theirs);
    scene.created(&[("AuthenticationMethod", "StaticCredentials")])?;
    assert_eq!(scene.registered().len(), 2);
    scene.delete()?;
    assert_eq!(scene.registered().len(), 1);
    Ok(())
}
