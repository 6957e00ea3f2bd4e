//! A trust policy that trusts the wrong account.

use anyhow::{Result, ensure};
use support::terminal;

use super::Scene;
use crate::{
    page, show,
    stage::{ACCOUNT, QOVERY_ACCOUNT, Stage},
};

pub(crate) const SCENE: Scene = Scene {
    title: "A wrong trust policy is refused",
    story: "An operator points the stack at an existing role, which trusts another account than Qovery's. \
            The function says which statement is wrong and what to write instead; CloudFormation puts \
            the old values back.",
    play,
};

const NAME: &str = "made-by-hand";

fn play(stage: &Stage) -> Result<()> {
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Qovery","Effect":"Allow","Principal":{"AWS":"333333333333"},"Action":"sts:AssumeRole"}]}"#;
    page::command(&format!(
        "aws iam create-role --role-name {NAME} --assume-role-policy-document …"
    ));
    terminal::line(&format!(
        "      trusts {} (Qovery is {QOVERY_ACCOUNT})",
        "333333333333"
    ));
    let role = [
        "iam",
        "create-role",
        "--role-name",
        NAME,
        "--assume-role-policy-document",
        policy,
    ];
    stage.account.aws().run(&role)?;
    may_do_everything(stage)?;
    let before = stage.qovery.snapshot();
    let arn = format!("arn:aws:iam::{ACCOUNT}:role/{NAME}");
    let updated = stage.update(&[("RoleArn", &arn)])?;
    show::ended(
        &updated,
        "UPDATE_ROLLBACK_COMPLETE",
        "the old values are back",
    )?;
    ensure!(
        stage.qovery.snapshot() == before,
        "Qovery holds something else than before"
    );
    terminal::done("Qovery holds what it held before.");
    Ok(())
}

/// So that the trust policy is all that is wrong.
fn may_do_everything(stage: &Stage) -> Result<()> {
    let policy =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    let put = [
        "iam",
        "put-role-policy",
        "--role-name",
        NAME,
        "--policy-name",
        "everything",
        "--policy-document",
        policy,
    ];
    stage.account.aws().run(&put)?;
    Ok(())
}
