//! An old key, from its rotation to its end.

use anyhow::{Result, ensure};

use super::{Chapter, cluster, keys, report::Reports, show, stage::Stage};
use crate::say;

pub(super) const CHAPTER: Chapter = Chapter {
    title: "An old key, to its end",
    story: "The stack goes over to a key, and the key is rotated. The old one is in nobody's way and \
            may be in somebody's use, so it goes by proof alone: deployed since, quiet for a week, \
            inactive for a week. (Nobody can move the function's clock; days go by as all that is \
            dated, in AWS and at Qovery, becomes older.)",
    play,
};

fn play(stage: &Stage) -> Result<()> {
    let old = rotated(stage)?;
    stage.age(1)?;
    let mut reports = Reports::open(stage)?;
    let report = reports.ask()?;
    ensure!(
        report.found("key-may-be-in-use"),
        "nobody says that the old key may be in use"
    );
    is(stage, &old, "Active")?;

    say::line("");
    cluster::deploy(stage)?;
    let report = reports.ask()?;
    ensure!(
        report.has("Changes", 0) && report.text.contains("quiet until"),
        "the old key does not wait"
    );
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
    say::line("");
    say::done("Gone, and no cluster ever ran on a key that did not work.");
    Ok(())
}

/// The cluster takes the stack's first key, and the key is rotated. Brings the old one.
fn rotated(stage: &Stage) -> Result<String> {
    // The cluster runs on the role until it is deployed: without this the switch is refused.
    let keeps_role = ("KeepPreviousMethod", "true");
    let updated = stage.update(&[("AuthenticationMethod", "StaticCredentials"), keeps_role])?;
    show::ended(&updated, "UPDATE_COMPLETE", "Qovery gets in with a key now")?;
    say::line("");
    cluster::deploy(stage)?;
    let secret = stage.stored_key()?;
    let old = secret.keys()?.current().to_owned();
    say::command("aws secretsmanager rotate-secret --secret-id <CredentialsSecretArn>");
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
