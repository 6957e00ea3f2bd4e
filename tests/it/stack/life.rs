//! A stack comes, changes and goes.

use anyhow::Result;
use serde_json::json;

use super::{
    access::in_both_stories,
    ownership::assert_is_held,
    scene::{ORGANIZATION, QOVERY_ACCOUNT, Scene, secret},
};

const OTHER_ORGANIZATION: &str = "66666666-2222-4333-8444-555555555555";
const OTHER_TOKEN: &str = "qov_MARKED-SECRET-other-token";

#[test]
fn a_stack_connects_the_account_and_takes_the_credentials_with_it_when_it_goes() -> Result<()> {
    let scene = Scene::new()?;
    let created = scene.created(&[])?;

    let role = created.physical_id("QoveryRole");
    let role_arn = scene.role_arn(role);
    let [(id, name, identity)] = &scene.registered()[..] else {
        panic!("one registration: {:?}", scene.registered());
    };
    assert_eq!(
        (name, identity),
        (&format!("aws-{}", scene.account.id()), &role_arn)
    );
    assert_eq!(
        created.physical_id("QoveryCredentials"),
        format!("{ORGANIZATION}/{id}/created")
    );
    assert_eq!(created.outputs["RoleArn"], role_arn);
    assert_eq!(created.outputs["TrustedPrincipals"], QOVERY_ACCOUNT);
    assert_eq!(&created.outputs["QoveryCredentialsId"], id);
    assert!(created.outputs["QoveryConsoleUrl"].contains(ORGANIZATION));
    assert!(!created.outputs.contains_key("UserArn"));

    let deleted = scene.deleted()?;
    assert_eq!(scene.registered(), []);
    scene.assert_is_gone("role", role);
    let policy = created.physical_id("QoveryPermissions");
    let get = ["iam", "get-policy", "--policy-arn", policy];
    let gone = scene.account.aws().run(&get).unwrap_err();
    assert_eq!(gone.code.as_deref(), Some("NoSuchEntity"));
    scene.assert_no_secret_was_shown(&[&created, &deleted])
}

#[test]
fn a_new_name_keeps_the_credentials_and_their_clusters() -> Result<()> {
    let scene = Scene::new()?;
    let created = scene.created(&[])?;
    let id = scene.registered()[0].0.clone();
    scene.qovery.link_cluster(ORGANIZATION, &id, "production");

    let updated = scene.update(&[("CredentialsName", "production account")])?;
    assert_eq!(updated.status, "UPDATE_COMPLETE", "{}", updated.failure());
    assert_eq!(
        updated.physical_id("QoveryCredentials"),
        created.physical_id("QoveryCredentials")
    );
    let renamed = (
        id,
        "production account".to_owned(),
        created.outputs["RoleArn"].clone(),
    );
    assert_eq!(scene.registered(), [renamed]);
    scene.assert_no_secret_was_shown(&[&created, &updated])
}

#[test]
fn another_organization_gets_credentials_of_its_own_whose_clusters_hold_the_stack() -> Result<()> {
    in_both_stories(|scene| {
        scene.qovery.organization(OTHER_ORGANIZATION, OTHER_TOKEN);
        let other_secret = secret(&scene.account, "other-api-token", &scene.token(OTHER_TOKEN))?;
        scene.created(&[])?;

        let updated = scene.update(&[
            ("QoveryOrganizationId", OTHER_ORGANIZATION),
            ("QoveryApiTokenSecretArn", &other_secret),
        ])?;
        assert_eq!(updated.status, "UPDATE_COMPLETE", "{}", updated.failure());
        assert_eq!(scene.registered(), []);
        let there = scene.qovery.credentials(OTHER_ORGANIZATION);
        assert_eq!(there.len(), 1);
        let id = updated.outputs["QoveryCredentialsId"].clone();
        assert_eq!(id, there[0].id);

        let cluster = scene
            .qovery
            .link_cluster(OTHER_ORGANIZATION, &id, "production");
        scene.qovery.deploy(&cluster);
        assert_is_held(scene, &["`production`", "hint: "])
    })
}

#[test]
fn credentials_deleted_in_the_console_are_made_again() -> Result<()> {
    let scene = Scene::new()?;
    scene.created(&[])?;
    let id = scene.registered()[0].0.clone();
    scene.qovery.remove_credential(&id);

    let updated = scene.update(&[("CredentialsName", "again")])?;
    assert_eq!(updated.status, "UPDATE_COMPLETE", "{}", updated.failure());
    let [(new_id, ..)] = &scene.registered()[..] else {
        panic!("one registration: {:?}", scene.registered());
    };
    assert_ne!(new_id, &id);
    Ok(())
}

#[test]
fn a_failed_update_is_rolled_back_to_the_old_values() -> Result<()> {
    let scene = Scene::new()?;
    scene.created(&[("CredentialsName", "before")])?;
    let before = scene.qovery.snapshot();
    let untrusted = scene.role("untrusted", &json!({
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Principal": {"AWS": "333333333333"}, "Action": "sts:AssumeRole"},
    }))?;

    let updated = scene.update(&[("RoleArn", &untrusted), ("CredentialsName", "after")])?;
    assert_eq!(updated.status, "UPDATE_ROLLBACK_COMPLETE");
    assert!(
        updated.failure().contains("hint: "),
        "{}",
        updated.failure()
    );
    assert_eq!(scene.qovery.snapshot(), before);
    scene.assert_no_secret_was_shown(&[&updated])
}

#[test]
fn the_role_of_another_stack_is_verified_and_registered_as_it_is() -> Result<()> {
    let scene = Scene::new()?;
    let role_arn = scene.role(
        "published",
        &json!({
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Principal": {"AWS": QOVERY_ACCOUNT},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"sts:ExternalId": "agreed-upon"}},
            },
        }),
    )?;
    scene.created(&[("RoleArn", &role_arn), ("ExternalId", "agreed-upon")])?;
    assert_eq!(scene.registered()[0].2, role_arn);

    scene.deleted()?;
    assert_eq!(scene.registered(), []);
    scene
        .account
        .aws()
        .run(&["iam", "get-role", "--role-name", "published"])?;
    Ok(())
}
