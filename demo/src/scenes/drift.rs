//! A user edits the role's trust policy without the stack.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use support::terminal;

use super::Scene;
use crate::{
    cluster, page,
    report::{Report, Reports},
    stage::Stage,
};

pub(crate) const SCENE: Scene = Scene {
    title: "A user opens the role",
    story: "A cluster is deployed through the role, and a user edits the role's trust policy by hand. \
            CloudTrail records the edit, the stack's EventBridge rule matches the record and invokes \
            the function, which verifies the role again. (A schedule invokes it every day, too.)",
    play,
};

fn play(stage: &Stage) -> Result<()> {
    cluster::link(stage)?;
    cluster::deploy(stage)?;
    let aws = stage.account.aws();
    let trail = ["cloudtrail", "create-trail", "--name", "account"];
    aws.run(&[&trail[..], &["--s3-bucket-name", "trail"]].concat())?;
    aws.run(&["cloudtrail", "start-logging", "--name", "account"])?;
    let mut reports = Reports::open(stage)?;
    let name = stage.physical_id("QoveryRole")?;
    let role = aws.run(&["iam", "get-role", "--role-name", &name])?;
    let right = role["Role"]["AssumeRolePolicyDocument"].clone();

    let opening = json!({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"});
    trust(stage, &opened(&right, &opening)?, &format!("… {opening} …"))?;
    let report = reports.next()?;
    was_woken(&report)?;
    ensure!(
        report.has("Trusted", 0) && report.found("public-access"),
        "an open role was not found"
    );
    terminal::line("");
    terminal::done(
        "Found without a request. The alarm on the metric `Findings` notifies the operator.",
    );

    page::subheading("The trust policy is put right");
    trust(stage, &right, "what the stack had made")?;
    let report = reports.next()?;
    was_woken(&report)?;
    ensure!(
        report.has("Trusted", 1) && report.has("Findings", 0),
        "the role is right again, and the report has findings"
    );
    terminal::line("");
    terminal::done("Trusted again.");
    aws.run(&["cloudtrail", "delete-trail", "--name", "account"])?;
    Ok(())
}

fn opened(right: &Value, opening: &Value) -> Result<Value> {
    let mut policy = right.clone();
    let statements = policy["Statement"].as_array_mut();
    let statements = statements.context("the trust policy has no list of statements")?;
    statements.push(opening.clone());
    Ok(policy)
}

fn trust(stage: &Stage, policy: &Value, shown: &str) -> Result<()> {
    let role = stage.physical_id("QoveryRole")?;
    page::command(&format!(
        "aws iam update-assume-role-policy --role-name {role} --policy-document …"
    ));
    terminal::line(&format!("      {shown}"));
    let update = ["iam", "update-assume-role-policy", "--role-name", &role];
    let policy = policy.to_string();
    let document = ["--policy-document", &policy];
    stage
        .account
        .aws()
        .run(&[&update, &document[..]].concat())?;
    Ok(())
}

fn was_woken(report: &Report) -> Result<()> {
    ensure!(
        report.trigger == "iam-event UpdateAssumeRolePolicy",
        "it ran for another reason: {}",
        report.trigger
    );
    Ok(())
}
