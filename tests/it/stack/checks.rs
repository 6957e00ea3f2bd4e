//! Every check of the deployed reconciliation in its three outcomes: a stack, many states in turn.

use domain::qovery::ClusterState;
use std::{cell::RefCell, time::Duration};

use anyhow::Result;
use serde_json::{Value, json};
use support::qovery::{Access, CredentialValues};

use super::{
    reconciliation::ask,
    scene::{ORGANIZATION, QOVERY_ACCOUNT, TOKEN},
    stage::{Change, Stage, UNKNOWN},
};

const LIST: &str = "/organization/*/credentials";
const STATUS: &str = "/organization/*/cluster/status";

#[test]
fn whatever_is_wrong_with_a_role_and_its_credentials_is_found_or_said_to_be_unknown() -> Result<()>
{
    let stage = Stage::new("AssumeRole")?;
    of_the_role(&stage)?;
    of_the_token(&stage)?;
    of_the_credentials(&stage)?;
    of_the_clusters(&stage)?;
    stage.scene.assert_no_secret_was_shown(&[&stage.created])
}

fn of_the_role(stage: &Stage) -> Result<()> {
    let role = stage.created.physical_id("QoveryRole");
    let trust = format!("iam update-assume-role-policy --role-name {role} --policy-document");
    let policy = |principal: &Value| {
        let statement =
            json!({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"});
        json!({"Version": "2012-10-17", "Statement": statement}).to_string()
    };
    let (open, narrow) = (policy(&json!("*")), policy(&json!({"AWS": QOVERY_ACCOUNT})));
    let inline =
        format!("iam put-role-policy --role-name {role} --policy-name drift --policy-document");
    let statement = |effect| {
        let statement = json!({"Effect": effect, "Action": "eks:*", "Resource": "*"});
        json!({"Version": "2012-10-17", "Statement": statement}).to_string()
    };
    let (deny, allow) = (statement("Deny"), statement("Allow"));
    stage.play(&[
        (
            "trust-policy",
            "public-access",
            Change::Aws(&trust, [&open, &narrow]),
        ),
        ("trust-policy", UNKNOWN, Change::Denied("iam:GetRole")),
        (
            "permissions",
            "permission-denied-explicitly",
            Change::Aws(&inline, [&deny, &allow]),
        ),
        (
            "permissions",
            UNKNOWN,
            Change::Denied("iam:SimulatePrincipalPolicy"),
        ),
    ])
}

fn of_the_token(stage: &Stage) -> Result<()> {
    let qovery = &stage.scene.qovery;
    let revoke = || qovery.revoke_token(TOKEN);
    let grant = || qovery.token(ORGANIZATION, TOKEN, Access::Full);
    let secret = &stage.scene.token_secret;
    let store = format!("secretsmanager put-secret-value --secret-id {secret} --secret-string");
    let token = stage.scene.token(TOKEN);
    let answer = |status| Change::Answer(LIST, status, json!({}));
    stage.play(&[
        (
            "api-token",
            "api-token-refused",
            Change::Hand(&revoke, &grant),
        ),
        (
            "api-token",
            "api-token-unreadable",
            Change::Aws(&store, ["two words", &token]),
        ),
        ("api-token", "api-token-not-allowed", answer(403)),
        ("api-token", "organization-not-found", answer(404)),
        (
            "api-token",
            UNKNOWN,
            Change::Denied("secretsmanager:GetSecretValue"),
        ),
    ])
}

fn of_the_credentials(stage: &Stage) -> Result<()> {
    let unused = RefCell::new(String::new());
    let add = || {
        let role = CredentialValues::role(&stage.scene.role_arn("forgotten"));
        let added = stage
            .scene
            .qovery
            .add_credential(ORGANIZATION, "forgotten", role);
        unused.replace(added);
    };
    let remove = || stage.scene.qovery.remove_credential(&unused.borrow());
    let answer = |status, body| Change::Answer(LIST, status, body);
    stage.play(&[
        (
            "credentials",
            "credentials-gone",
            answer(200, json!({"results": []})),
        ),
        ("credentials", UNKNOWN, answer(403, json!({}))),
        (
            "other-credentials",
            "credentials-unused",
            Change::Hand(&add, &remove),
        ),
        ("other-credentials", UNKNOWN, answer(403, json!({}))),
    ])
}

fn of_the_clusters(stage: &Stage) -> Result<()> {
    let set = |state| stage.scene.qovery.set_cluster_state(&stage.cluster, state);
    let invalid = || set(ClusterState::InvalidCredentials);
    let failed = || set(ClusterState::DeploymentError);
    let well = || set(ClusterState::Deployed);
    stage.play(&[
        (
            "clusters",
            "cluster-credentials-invalid",
            Change::Hand(&invalid, &well),
        ),
        ("clusters", "cluster-in-error", Change::Hand(&failed, &well)),
        ("clusters", UNKNOWN, Change::Answer(STATUS, 403, json!({}))),
    ])
}

#[test]
fn whatever_is_wrong_with_a_key_is_found_or_said_to_be_unknown() -> Result<()> {
    let stage = Stage::new("StaticCredentials")?;
    let secret = &stage.created.outputs["CredentialsSecretArn"];
    let stored = stage.scene.stored_key()?;
    of_the_rotation(&stage, secret)?;
    of_the_keys(&stage, stored.keys()?.current())?;
    assert!(stored.rotate()?.ends()?);
    of_the_old_key(&stage)?;
    stage.scene.assert_no_secret_was_shown(&[&stage.created])
}

fn of_the_rotation(stage: &Stage, secret: &str) -> Result<()> {
    let cancel = || drop(stage.aws("secretsmanager cancel-rotate-secret --secret-id", secret));
    let again = "secretsmanager rotate-secret --no-rotate-immediately --secret-id";
    let rotates = || drop(stage.aws(again, secret));
    stage.play(&[
        (
            "rotation",
            "rotation-disabled",
            Change::Hand(&cancel, &rotates),
        ),
        (
            "rotation",
            UNKNOWN,
            Change::Denied("secretsmanager:DescribeSecret"),
        ),
    ])
}

fn of_the_keys(stage: &Stage, key: &str) -> Result<()> {
    let user = stage.created.physical_id("QoveryUser");
    let update = format!("iam update-access-key --user-name {user} --access-key-id {key} --status");
    let persons = RefCell::new(String::new());
    let make = || {
        let made = stage.aws("iam create-access-key --user-name", user);
        let made = made.expect("a key");
        let id = made["AccessKey"]["AccessKeyId"].as_str().expect("its id");
        persons.replace(id.to_owned());
    };
    let delete = format!("iam delete-access-key --user-name {user} --access-key-id");
    let unmake = || drop(stage.aws(&delete, &persons.borrow()));
    stage.play(&[
        (
            "keys",
            "key-inactive",
            Change::Aws(&update, ["Inactive", "Active"]),
        ),
        ("keys", "key-not-ours", Change::Hand(&make, &unmake)),
        ("keys", UNKNOWN, Change::Denied("iam:ListAccessKeys")),
    ])
}

/// It was rotated a moment ago.
fn of_the_old_key(stage: &Stage) -> Result<()> {
    let deploy = || {
        // In the same second as the rotation it might have come before it.
        let aged = stage.scene.age(Duration::from_mins(1));
        aged.expect("time goes by");
        stage.scene.qovery.deploy(&stage.cluster);
    };
    stage.play(&[(
        "retirement",
        "key-may-be-in-use",
        Change::Hand(&|| (), &deploy),
    )])?;
    // The last use counts from when it is noted that the cluster has moved: not in a dry run.
    stage.scene.update(&[("DryRun", "false")])?;
    ask(&stage.scene, &stage.created)?;
    stage.scene.update(&[("DryRun", "true")])?;
    stage.play(&[(
        "retirement",
        UNKNOWN,
        Change::Denied("iam:GetAccessKeyLastUsed"),
    )])
}
