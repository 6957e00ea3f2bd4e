//! A stack connects the account.

use anyhow::{Context, Result, ensure};

use super::stage::{ORGANIZATION, QOVERY_ACCOUNT, Stage, TOKEN};
use super::{Chapter, show};
use crate::say;

pub(super) const CHAPTER: Chapter = Chapter {
    title: "Connect the account",
    story: "The operator puts Qovery's API token into a secret and deploys template.yaml. The stack \
            makes a role; the function in it verifies the role's trust policy and permissions as AWS \
            evaluates them, registers the role with Qovery and hands the ids back. Nothing is copied \
            by hand.",
    play,
};

fn play(stage: &Stage) -> Result<()> {
    say::command(
        "aws secretsmanager create-secret --name qovery-api-token --secret-string file://token",
    );
    let secret = [
        "secretsmanager",
        "create-secret",
        "--name",
        "qovery-api-token",
        "--secret-string",
        TOKEN,
    ];
    let made = stage.account.aws().run(&secret)?;
    let secret = made["ARN"].as_str().context("the secret has no ARN")?;
    let created = stage.create(&[
        ("QoveryOrganizationId", ORGANIZATION),
        ("QoveryApiTokenSecretArn", secret),
        ("QoveryApiUrl", &stage.qovery.url()),
        ("QoveryPrincipal", QOVERY_ACCOUNT),
    ])?;
    show::ended(&created, "CREATE_COMPLETE", "the account is connected")?;
    show::answer(&stage.answer()?);
    show::held(stage)?;
    show::outputs(&created);
    token_is_nowhere(stage)
}

/// The demo's own look: tests hunt for every kind of secret everywhere.
fn token_is_nowhere(stage: &Stage) -> Result<()> {
    let lines = stage.account.all_log_lines()?;
    ensure!(
        !lines.iter().any(|line| line.contains(TOKEN)),
        "the API token is in a log line"
    );
    say::line("");
    say::done("The API token is in no log line.");
    Ok(())
}
