//! Every parameter, changed on a stack of each method, with and without a live cluster, first while
//! Qovery refuses every call and then while it answers: each update succeeds or is rolled back, and
//! what a cluster runs on still works after it.
//!
//! One stack per column: what one row has changed is there in the next. How Qovery can be away is
//! varied in memory, in `custom_resource::roll_back`.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use support::qovery::{Access, Fault, FaultKind};

use super::scene::{QOVERY_ACCOUNT, Scene, TOKEN, secret};
use crate::template::document::{names, template};

const OTHER_ORGANIZATION: &str = "66666666-2222-4333-8444-555555555555";
const EXTERNAL_ID: &str = "agreed-upon";
const COMPLETE: &str = "UPDATE_COMPLETE";
const ROLLED_BACK: &str = "UPDATE_ROLLBACK_COMPLETE";

type Values = Vec<(&'static str, String)>;

/// A parameter, and what an update to another value gives.
struct Row {
    parameter: &'static str,
    values: Values,
}

/// A method, and whether a cluster runs on what it has made.
struct Column {
    scene: Scene,
    is_live: bool,
}

#[test]
fn a_role_that_no_cluster_uses_survives_every_update() -> Result<()> {
    Column::new("AssumeRole", false)?.play()
}

#[test]
fn a_role_that_a_cluster_runs_on_survives_every_update() -> Result<()> {
    Column::new("AssumeRole", true)?.play()
}

#[test]
fn a_key_that_no_cluster_uses_survives_every_update() -> Result<()> {
    Column::new("StaticCredentials", false)?.play()
}

#[test]
fn a_key_that_a_cluster_runs_on_survives_every_update() -> Result<()> {
    Column::new("StaticCredentials", true)?.play()
}

impl Column {
    fn new(method: &str, is_live: bool) -> Result<Self> {
        let scene = Scene::new()?;
        scene.qovery.organization(OTHER_ORGANIZATION, "another");
        scene.qovery.token(OTHER_ORGANIZATION, TOKEN, Access::Full);
        scene.created(&[("AuthenticationMethod", method)])?;
        if is_live {
            scene.cluster("production");
        }
        assert_eq!(scene.qovery.values_in_use().is_empty(), !is_live);
        Ok(Self { scene, is_live })
    }

    fn play(self) -> Result<()> {
        let rows = rows(&self.scene)?;
        let changed: BTreeSet<_> = rows.iter().map(|row| row.parameter.to_owned()).collect();
        assert_eq!(changed, names(&template()["Parameters"]));
        for row in &rows {
            self.change(row)?;
        }
        self.scene.assert_no_secret_was_shown(&[])
    }

    /// Changes a parameter without Qovery, and with it again, or back where it has changed.
    fn change(&self, row: &Row) -> Result<()> {
        let before = self.present(&row.values)?;
        let refused = FaultKind::refusal(401, "not today");
        self.scene
            .qovery
            .fault(Fault::on("*", "/**", refused).always());
        let away = self.update(row.parameter, &row.values)?;
        self.scene.qovery.clear_faults();
        let Some((away, _)) = away else {
            return Ok(());
        };
        let next = match (away.as_str(), row.parameter) {
            (COMPLETE, _) => before,
            // The role of the update that was rolled back has the name until it is retired.
            (_, "RoleName") => vec![("RoleName", "qovery-second".to_owned())],
            _ => row.values.clone(),
        };
        let there = self.update(row.parameter, &next)?;
        let (status, failure) = there.unwrap_or_default();
        let is_expected = match row.parameter {
            // Not while a cluster uses the credentials in the old one.
            "QoveryOrganizationId" if self.is_live => status == ROLLED_BACK,
            // A new schedule has the rotation tested. Where Qovery had refused that, Secrets Manager
            // has to repeat it first.
            "RotationSchedule" => true,
            _ => status == COMPLETE,
        };
        ensure!(is_expected, "{}: {status}: {failure}", row.parameter);
        Ok(())
    }

    /// The status that it ends in, and why; none: nothing of this stack depends on the parameter.
    fn update(&self, parameter: &str, values: &Values) -> Result<Option<(String, String)>> {
        let given: Vec<_> = values
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let updated = match self.scene.update(&given) {
            Err(error) if error.message.contains("No updates") => return Ok(None),
            updated => updated?,
        };
        let status = updated.status.as_str();
        let failure = updated.failure().to_owned();
        ensure!(
            [COMPLETE, ROLLED_BACK].contains(&status),
            "{parameter}: {status}: {failure}"
        );
        let after = format!("{parameter}, {status}, {failure}");
        self.scene.assert_clusters_have_access(&after)?;
        Ok(Some((updated.status, failure)))
    }

    /// What the stack has for these parameters now.
    fn present(&self, values: &Values) -> Result<Values> {
        let describe = ["cloudformation", "describe-stacks", "--stack-name"];
        let described = self.scene.account.aws();
        let described = described.run(&[&describe[..], &["qovery"]].concat())?;
        let parameters = described["Stacks"][0]["Parameters"].as_array().cloned();
        let parameters = parameters.context("the stack has parameters")?;
        let one = |(name, _): &(&'static str, String)| {
            let mut all = parameters.iter();
            let found = all.find(|parameter| parameter["ParameterKey"] == *name);
            let value = found.and_then(|found| found["ParameterValue"].as_str());
            (*name, value.unwrap_or_default().to_owned())
        };
        Ok(values.iter().map(one).collect())
    }
}

/// What some parameters name, made by hand.
struct Given {
    policy: String,
    topic: String,
    kms_key: String,
    token_secret: String,
    role: String,
}

impl Given {
    fn make(scene: &Scene, principals: &str) -> Result<Self> {
        let aws = scene.account.aws();
        let made = |call: &str, last: &str, arn: &str| -> Result<String> {
            let words = call.split(' ').chain([last]).collect::<Vec<_>>();
            let made = aws.run(&words)?;
            let arn = made.pointer(arn).and_then(Value::as_str);
            Ok(arn.context("it has an ARN")?.to_owned())
        };
        let all = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
        let all = json!({"Version": "2012-10-17", "Statement": all}).to_string();
        let trusts = json!({
            "Effect": "Allow",
            "Principal": {"AWS": principals.split(',').collect::<Vec<_>>()},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}},
        });
        let trusts = json!({"Version": "2012-10-17", "Statement": trusts});
        let policy = "iam create-policy --policy-name all --policy-document";
        Ok(Self {
            policy: made(policy, &all, "/Policy/Arn")?,
            topic: made("sns create-topic --name", "findings", "/TopicArn")?,
            kms_key: made("kms create-key --description", "theirs", "/KeyMetadata/Arn")?,
            token_secret: secret(&scene.account, "another-api-token", &scene.token(TOKEN))?,
            role: scene.role("published", &trusts)?,
        })
    }
}

/// What replaces or loses most comes last.
fn rows(scene: &Scene) -> Result<Vec<Row>> {
    let principals = format!("{QOVERY_ACCOUNT},444444444444");
    let given = Given::make(scene, &principals)?;
    let is_static = scene.registered()[0].2.starts_with("AKIA");
    let other_method = if is_static {
        "AssumeRole"
    } else {
        "StaticCredentials"
    };
    let rows = [
        ("CredentialsName", "another"),
        ("PermissionCheck", "Warn"),
        ("OnExisting", "Fail"),
        ("OnDelete", "Revoke"),
        ("RotationSchedule", "rate(30 days)"),
        ("RetirementGraceDays", "3"),
        ("ReconciliationSchedule", "rate(2 days)"),
        ("DryRun", "true"),
        ("NotificationTopicArn", &given.topic),
        ("FunctionPermissionsBoundaryArn", &given.policy),
        ("LogRetentionDays", "7"),
        ("Architecture", "arm64"),
        ("KmsKeyArn", &given.kms_key),
        ("AdditionalPolicyArns", &given.policy),
        ("PermissionsBoundaryArn", &given.policy),
        ("QoveryPrincipal", &principals),
        ("AdditionalTrustedPrincipals", "333333333333"),
        ("ExternalId", EXTERNAL_ID),
        ("QoveryApiTokenSecretArn", &given.token_secret),
        ("QoveryApiToken", &scene.token(TOKEN)),
        ("RoleName", "qovery-first"),
        ("RoleArn", &given.role),
        ("AuthenticationMethod", other_method),
        ("RedeployClusters", "true"),
        ("QoveryOrganizationId", OTHER_ORGANIZATION),
    ];
    Ok(rows.into_iter().map(Row::new).collect())
}

impl Row {
    fn new((parameter, value): (&'static str, &str)) -> Self {
        let mut values = vec![(parameter, value.to_owned())];
        if parameter == "QoveryApiToken" {
            values.push(("QoveryApiTokenSecretArn", String::new()));
        }
        Self { parameter, values }
    }
}
