//! The rows: what each parameter is changed to, and what depends on it.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::{
    super::scene::{QOVERY_ACCOUNT, Scene, TOKEN, secret},
    OTHER_ORGANIZATION,
};

const EXTERNAL_ID: &str = "agreed-upon";

pub(super) type Values = Vec<(&'static str, String)>;

/// A parameter, and what an update to another value gives.
pub(super) struct Row {
    pub(super) parameter: &'static str,
    pub(super) values: Values,
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

/// A row for each parameter. What replaces or loses most comes last.
pub(super) fn rows(scene: &Scene, is_static: bool) -> Result<Vec<Row>> {
    let principals = format!("{QOVERY_ACCOUNT},444444444444");
    let given = Given::make(scene, &principals)?;
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

    /// Whether the custom resource asks Qovery after a change. `OnExisting` and `OnDelete` say what
    /// comes later; others belong to resources beside it, or to the other method.
    pub(super) fn asks_qovery(&self, is_static: bool) -> bool {
        match self.parameter {
            "OnExisting"
            | "OnDelete"
            | "RotationSchedule"
            | "RetirementGraceDays"
            | "ReconciliationSchedule"
            | "DryRun"
            | "NotificationTopicArn"
            | "FunctionPermissionsBoundaryArn"
            | "LogRetentionDays"
            | "Architecture"
            | "KmsKeyArn" => false,
            "QoveryPrincipal"
            | "AdditionalTrustedPrincipals"
            | "ExternalId"
            | "RoleName"
            | "RoleArn" => !is_static,
            _ => true,
        }
    }
}
