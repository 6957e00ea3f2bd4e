//! What Qovery had before, or has twice.

use anyhow::Result;
use support::{cloudformation::StackResult, qovery::CredentialValues};

use super::scene::{ORGANIZATION, Scene, TOKEN};

/// So that Qovery can have credentials for the stack's role before there is one.
const NAMED: (&str, &str) = ("RoleName", "qovery-role");

#[test]
fn credentials_that_were_there_are_adopted_and_survive_the_stack_byte_for_byte() -> Result<()> {
    let scene = Scene::new()?;
    let role = CredentialValues::role(&scene.role_arn("qovery-role"));
    let id = scene
        .qovery
        .add_credential(ORGANIZATION, "made by hand", role);
    scene.qovery.link_cluster(ORGANIZATION, &id, "production");
    let before = scene.qovery.snapshot();

    let created = scene.created(&[NAMED])?;
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

    let created = scene.create(&[NAMED, ("OnExisting", "Fail")])?;
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

    let created = scene.create(&[NAMED])?;
    assert_eq!(created.status, "ROLLBACK_COMPLETE");
    for id in ids {
        assert!(created.failure().contains(&id), "{}", created.failure());
    }
    assert_eq!(scene.qovery.snapshot(), before);
    Ok(())
}

/// A deletion was refused, and Qovery can do what it could do before, whatever `CloudFormation` has
/// deleted beside it.
fn assert_is_held(scene: &Scene, created: &StackResult, said: &[&str]) -> Result<()> {
    let before = scene.qovery.snapshot();
    let deleted = scene.delete()?;
    assert_eq!(deleted.status, "DELETE_FAILED", "{deleted:?}");
    let failure = failure_of_credentials(&deleted);
    for said in said {
        assert!(failure.contains(said), "{said}: {failure}");
    }
    assert_eq!(scene.qovery.snapshot(), before);
    let role = created.physical_id("QoveryRole");
    let attached = ["iam", "list-attached-role-policies", "--role-name", role];
    let attached = scene.account.aws().run(&attached)?;
    let policy = created.physical_id("QoveryPermissions");
    assert_eq!(attached["AttachedPolicies"][0]["PolicyArn"], policy);
    scene.assert_no_secret_was_shown(&[&deleted])
}

fn failure_of_credentials(deleted: &StackResult) -> String {
    let mut events = deleted.events.iter();
    let failed = events
        .find(|event| event.logical_id == "QoveryCredentials" && event.status == "DELETE_FAILED");
    failed.map(|event| event.reason.clone()).unwrap_or_default()
}

/// Both stories of what `CloudFormation` does after a refusal.
fn in_both_stories(play: impl Fn(&Scene) -> Result<()>) -> Result<()> {
    play(&Scene::new()?)?;
    let scene = Scene::new()?;
    scene.account.keep_dependencies_after_failed_deletions()?;
    play(&scene)
}

#[test]
fn linked_clusters_keep_the_stack_and_their_access() -> Result<()> {
    in_both_stories(|scene| {
        let created = scene.created(&[])?;
        scene.cluster("production");
        assert_is_held(scene, &created, &["`production`", "hint: "])
    })
}

#[test]
fn a_cluster_that_was_never_deployed_holds_nothing() -> Result<()> {
    let scene = Scene::new()?;
    let created = scene.created(&[])?;
    let id = scene.registered()[0].0.clone();
    scene.qovery.link_cluster(ORGANIZATION, &id, "planned");

    let deleted = scene.delete()?;
    assert_eq!(deleted.status, "DELETE_COMPLETE", "{}", deleted.failure());
    scene.assert_is_gone("role", created.physical_id("QoveryRole"));
    Ok(())
}

#[test]
fn access_can_be_revoked_though_clusters_are_linked() -> Result<()> {
    let scene = Scene::new()?;
    let created = scene.created(&[("OnDelete", "Revoke")])?;
    let id = scene.registered()[0].0.clone();
    scene.cluster("production");

    let deleted = scene.delete()?;
    assert_eq!(deleted.status, "DELETE_COMPLETE", "{}", deleted.failure());
    scene.assert_is_gone("role", created.physical_id("QoveryRole"));
    let logs = scene.account.all_log_lines()?.concat();
    assert!(
        logs.contains(&id) && logs.contains("`production`"),
        "the answer names what stays: {logs}"
    );
    Ok(())
}

#[test]
fn a_revoked_token_holds_a_stack_that_has_made_a_role() -> Result<()> {
    in_both_stories(|scene| {
        let created = scene.created(&[])?;
        scene.qovery.revoke_token(TOKEN);
        assert_is_held(scene, &created, &["401", "hint: "])
    })
}

#[test]
fn a_revoked_token_does_not_hold_a_stack_that_revokes() -> Result<()> {
    let scene = Scene::new()?;
    let created = scene.created(&[("OnDelete", "Revoke")])?;
    scene.qovery.revoke_token(TOKEN);

    let deleted = scene.delete()?;
    assert_eq!(deleted.status, "DELETE_COMPLETE", "{}", deleted.failure());
    assert_eq!(scene.registered().len(), 1);
    scene.assert_is_gone("role", created.physical_id("QoveryRole"));
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
