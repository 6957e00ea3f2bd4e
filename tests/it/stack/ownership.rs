//! What Qovery had before, or has twice.

use anyhow::Result;
use serde_json::json;
use support::{
    cloudformation::StackResult,
    qovery::{CredentialValues, Fault, FaultKind},
};

use super::{
    access::in_both_stories,
    scene::{ORGANIZATION, Scene, TOKEN},
};

const STATIC: &[(&str, &str)] = &[("AuthenticationMethod", "StaticCredentials")];
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
    scene.remove_registries();
    let before = scene.qovery.snapshot();

    let created = scene.created(&[NAMED])?;
    assert_eq!(
        created.physical_id("QoveryCredentials"),
        format!("{ORGANIZATION}/{id}/adopted")
    );
    let updated = scene.update(&[("CredentialsName", "another")])?;
    assert_eq!(updated.status, "UPDATE_COMPLETE", "{}", updated.failure());
    scene.deleted()?;
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
pub(super) fn assert_is_held(scene: &Scene, said: &[&str]) -> Result<()> {
    let before = scene.qovery.snapshot();
    let deleted = scene.delete()?;
    assert_eq!(deleted.status, "DELETE_FAILED", "{deleted:?}");
    let failure = failure_of_credentials(&deleted);
    for said in said {
        assert!(failure.contains(said), "{said}: {failure}");
    }
    assert_eq!(scene.qovery.snapshot(), before);
    assert_ne!(scene.qovery.identities_in_use(), [""; 0]);
    scene.assert_clusters_have_access(&failure)?;
    scene.assert_no_secret_was_shown(&[&deleted])
}

fn failure_of_credentials(deleted: &StackResult) -> String {
    let mut events = deleted.events.iter();
    let failed = events
        .find(|event| event.logical_id == "QoveryCredentials" && event.status == "DELETE_FAILED");
    failed.map(|event| event.reason.clone()).unwrap_or_default()
}

#[test]
fn linked_clusters_keep_the_stack_and_their_access() -> Result<()> {
    in_both_stories(|scene| {
        scene.created(&[])?;
        scene.cluster("production");
        assert_is_held(scene, &["`production`", "hint: "])
    })
}

#[test]
fn a_cluster_of_adopted_credentials_holds_the_role() -> Result<()> {
    in_both_stories(|scene| {
        let role = CredentialValues::role(&scene.role_arn("qovery-role"));
        scene.qovery.add_credential(ORGANIZATION, "by hand", role);
        let created = scene.created(&[NAMED])?;
        assert!(
            created
                .physical_id("QoveryCredentials")
                .ends_with("/adopted")
        );
        scene.cluster("production");
        assert_is_held(scene, &["`production`", "hint: "])
    })
}

#[test]
fn a_cluster_of_other_credentials_with_the_same_role_holds_it() -> Result<()> {
    in_both_stories(|scene| {
        scene.created(&[])?;
        let role = CredentialValues::role(&scene.registered()[0].2);
        let second = scene.qovery.add_credential(ORGANIZATION, "second", role);
        let cluster = scene
            .qovery
            .link_cluster(ORGANIZATION, &second, "production");
        scene.qovery.deploy(&cluster);
        assert_is_held(scene, &["`production`", "hint: "])
    })
}

#[test]
fn a_cluster_that_was_never_deployed_holds_nothing() -> Result<()> {
    let scene = Scene::new()?;
    let created = scene.created(&[])?;
    let id = scene.registered()[0].0.clone();
    scene.qovery.link_cluster(ORGANIZATION, &id, "planned");
    // Its registry would.
    scene.remove_registries();

    scene.deleted()?;
    scene.assert_is_gone("role", created.physical_id("QoveryRole"));
    Ok(())
}

#[test]
fn access_can_be_revoked_though_clusters_are_linked() -> Result<()> {
    let scene = Scene::new()?;
    let created = scene.created(&[("OnDelete", "Revoke")])?;
    let id = scene.registered()[0].0.clone();
    scene.cluster("production");

    scene.deleted()?;
    scene.assert_is_gone("role", created.physical_id("QoveryRole"));
    let logs = scene.account.all_log_lines()?.concat();
    assert!(
        logs.contains(&id) && logs.contains("`production`"),
        "the answer names what stays: {logs}"
    );
    Ok(())
}

/// Where `CloudFormation` keeps the function after a refusal, the deletion can be tried again.
#[test]
fn an_answer_that_proves_nothing_holds_a_key_and_its_end_lets_it_go() -> Result<()> {
    let answers = || {
        [
            ("401", FaultKind::refusal(401, "not today")),
            ("403", FaultKind::html(403, 2_000)),
            ("404", FaultKind::refusal(404, "not today")),
            ("", FaultKind::json(200, &json!({}))),
        ]
    };
    let refused = |scene: &Scene, said: &str, answer| {
        scene
            .qovery
            .fault(Fault::on("GET", "/organization/**", answer).always());
        assert_is_held(scene, &[said, "hint: "])?;
        scene.qovery.clear_faults();
        anyhow::Ok(())
    };
    let scene = Scene::new()?;
    scene.created(STATIC)?;
    scene.cluster("production");
    let [_, (said, page), ..] = answers();
    refused(&scene, said, page)?;

    let scene = Scene::new()?;
    scene.account.keep_dependencies_after_failed_deletions()?;
    let created = scene.created(STATIC)?;
    let cluster = scene.cluster("production");
    for (said, answer) in answers() {
        refused(&scene, said, answer)?;
    }
    scene.qovery.unlink_cluster(&cluster);
    scene.deleted()?;
    scene.assert_is_gone("user", created.physical_id("QoveryUser"));
    Ok(())
}

#[test]
fn a_revoked_token_holds_a_stack_that_has_made_a_role() -> Result<()> {
    in_both_stories(|scene| {
        scene.created(&[])?;
        scene.cluster("production");
        scene.qovery.revoke_token(TOKEN);
        assert_is_held(scene, &["401", "hint: "])
    })
}

#[test]
fn a_revoked_token_does_not_hold_a_stack_that_revokes() -> Result<()> {
    let scene = Scene::new()?;
    let created = scene.created(&[("OnDelete", "Revoke")])?;
    scene.qovery.revoke_token(TOKEN);

    let deleted = scene.deleted()?;
    assert_eq!(scene.registered().len(), 1);
    scene.assert_is_gone("role", created.physical_id("QoveryRole"));
    scene.assert_no_secret_was_shown(&[&deleted])
}

#[test]
fn credentials_of_somebody_elses_key_are_left_alone() -> Result<()> {
    let scene = Scene::new()?;
    let theirs = CredentialValues::access_key("AKIAIOSFODNN7EXAMPLE", "MARKED-SECRET-theirs");
    scene.qovery.add_credential(ORGANIZATION, "by hand", theirs);
    scene.created(STATIC)?;
    assert_eq!(scene.registered().len(), 2);
    scene.deleted()?;
    assert_eq!(scene.registered().len(), 1);
    Ok(())
}
