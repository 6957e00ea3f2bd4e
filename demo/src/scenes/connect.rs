//! A stack connects the account.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use support::{qovery::CredentialValues, terminal};

use super::Scene;
use crate::{
    page, show,
    stage::{ORGANIZATION, QOVERY_ACCOUNT, Stage, TOKEN},
};

pub(crate) const SCENE: Scene = Scene {
    title: "Connect the account",
    story: "The operator puts Qovery's API token into a secret and deploys template.yaml, protected \
            against deletion by mistake. (The secret also says where this token may go: here to the \
            stand-in, else to Qovery alone.) The stack makes a role; the function in it verifies the role's trust policy and permissions as AWS \
            evaluates them, registers the role with Qovery and hands the ids back. Nothing is copied \
            by hand.",
    play: |stage| connect(stage, ("QoveryPrincipal", QOVERY_ACCOUNT)),
};

/// The operator's first minute, whatever Qovery is to get in with.
pub(crate) fn connect(stage: &Stage, way_in: (&str, &str)) -> Result<()> {
    page::command(
        "aws secretsmanager create-secret --name qovery-api-token --secret-string file://token",
    );
    let token = json!({"token": TOKEN, "api_url": stage.qovery.url()}).to_string();
    let secret = [
        "secretsmanager",
        "create-secret",
        "--name",
        "qovery-api-token",
        "--secret-string",
        &token,
    ];
    let made = stage.account.aws().run(&secret)?;
    let secret = made["ARN"].as_str().context("the secret has no ARN")?;
    let created = stage.create(&[
        ("QoveryOrganizationId", ORGANIZATION),
        ("QoveryApiTokenSecretArn", secret),
        way_in,
    ])?;
    show::ended(&created, "CREATE_COMPLETE", "the account is connected")?;
    show::answer(&stage.answer()?);
    show::held(stage)?;
    show::outputs(&created);
    secrets_are_nowhere(stage)
}

/// The demo's own look: tests hunt for every kind of secret everywhere.
pub(crate) fn secrets_are_nowhere(stage: &Stage) -> Result<()> {
    let held = stage.qovery.credentials(ORGANIZATION).into_iter();
    let keys = held.filter_map(|held| match held.values {
        CredentialValues::Static(_, secret_access_key) => Some(secret_access_key),
        _ => None,
    });
    let secrets: Vec<String> = keys.chain([TOKEN.to_owned()]).collect();
    let lines = stage.account.all_log_lines()?;
    let shows = |line: &String| secrets.iter().any(|secret| line.contains(secret));
    ensure!(!lines.iter().any(shows), "a secret is in a log line");
    terminal::line("");
    terminal::done("No secret is in any log line.");
    Ok(())
}
