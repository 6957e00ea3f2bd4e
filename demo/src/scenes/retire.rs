//! An old key, from its rotation to its end.

use anyhow::{Result, ensure};
use support::terminal;

use super::Scene;
use crate::{cluster, keys, page, report::Reports, show, stage::Stage};

pub(crate) const SCENE: Scene = Scene {
    title: "An old key, to its end",
    story: "The stack switches to a key, and the key is rotated. A cluster may still use the old key, \
            so the function retires it only on proof: every cluster was deployed since, the key was \
            unused for a week, and inactive for another. (The function's clock cannot be moved; days \
            pass because every date in AWS and at Qovery becomes older.)",
    play,
};

fn play(stage: &Stage) -> Result<()> {
    let old = rotated(stage)?;
    stage.age(1)?;
    let mut reports = Reports::open(stage)?;
    let report = reports.ask()?;
    ensure!(
        report.found("key-may-be-in-use"),
        "no finding says that the old key may be in use"
    );
    is(stage, &old, "Active")?;

    terminal::line("");
    cluster::deploy(stage)?;
    let report = reports.ask()?;
    ensure!(report.has("Changes", 0), "the old key does not wait");
    is(stage, &old, "Active")?;

    for (end, status) in [
        ("deactivate the superseded", "Inactive"),
        ("delete the", "deleted"),
    ] {
        stage.age(8)?;
        let report = reports.ask()?;
        let change = format!("done: {end} key {old}");
        ensure!(
            report.text.contains(&change),
            "not `{change}`: {}",
            report.text
        );
        is(stage, &old, status)?;
    }
    terminal::line("");
    terminal::done("Gone, and no cluster ever ran on a key that did not work.");
    Ok(())
}

/// The cluster takes the stack's first key, and the key is rotated. Brings the old one.
fn rotated(stage: &Stage) -> Result<String> {
    let updated = stage.update(&[("AuthenticationMethod", "StaticCredentials")])?;
    show::ended(&updated, "UPDATE_COMPLETE", "Qovery gets in with a key now")?;
    terminal::line("");
    terminal::done("The role stays: the cluster runs on it until it is deployed.");
    terminal::line("");
    cluster::deploy(stage)?;
    let secret = stage.stored_key()?;
    let old = secret.keys()?.current().to_owned();
    page::command("aws secretsmanager rotate-secret --secret-id <CredentialsSecretArn>");
    ensure!(secret.rotate()?.ends()?, "the rotation does not end");
    Ok(old)
}

/// The old key is in that state, and whatever is needed works.
fn is(stage: &Stage, old: &str, status: &str) -> Result<()> {
    let keys = keys::show(stage)?;
    keys::are_sound(stage, &keys)?;
    let actual = keys.of_user.get(old).map_or("deleted", String::as_str);
    ensure!(actual == status, "{old} is {actual}, not {status}");
    Ok(())
}
