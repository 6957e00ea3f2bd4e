//! From a key to a role under a live cluster, and the key's end by proof.

use anyhow::{Result, ensure};
use support::{stored_key::StoredKey, terminal};

use super::Scene;
use crate::{
    cluster, keys, page,
    report::Reports,
    show,
    stage::{QOVERY_ACCOUNT, Stage},
};

pub(crate) const SCENE: Scene = Scene {
    title: "From the key to a role, under a live cluster",
    story: "The operator switches the stack to a role. The cluster runs on the key until it is deployed \
            again, so the update leaves the user and its keys as they are. Later the daily check proves \
            that nothing uses them: the cluster has moved, the keys were quiet for a week, and \
            inactive for another. Then they go, and the user with them.",
    play,
};

/// More daily checks than it takes until the user is gone: one notes that the cluster has moved, then
/// the key is deactivated and deleted, and the user goes.
const MOST_CHECKS: usize = 6;

fn play(stage: &Stage) -> Result<()> {
    cluster::deploy(stage)?;
    let user = stage.physical_id("QoveryUser")?;
    let old = stage.stored_key()?;
    let key = old.keys()?.current().to_owned();
    let role = [
        ("AuthenticationMethod", "AssumeRole"),
        ("QoveryPrincipal", QOVERY_ACCOUNT),
    ];
    let updated = stage.update(&role)?;
    show::ended(
        &updated,
        "UPDATE_COMPLETE",
        "Qovery gets in with a role now",
    )?;
    is_active(stage, &old, &key)?;
    let mut reports = Reports::open(stage)?;
    let report = reports.ask()?;
    ensure!(
        report.found("key-may-be-in-use"),
        "no finding says that the cluster may use the key"
    );
    terminal::line("");
    terminal::done("The key stays, and the report says what it waits for.");

    page::subheading("The cluster is deployed, and takes the role");
    stage.age(1)?;
    cluster::deploy(stage)?;
    retire(stage, &mut reports, &old, &key)?;
    let get = ["iam", "get-user", "--user-name", &user];
    let gone = stage.account.aws().run(&get).err();
    ensure!(gone.is_some(), "the user {user} is still there");
    terminal::line("");
    terminal::done("Key and user are gone, each on proof; the cluster never lost its access.");
    Ok(())
}

/// The cluster runs on the key, and the key works.
fn is_active(stage: &Stage, old: &StoredKey, key: &str) -> Result<()> {
    let keys = keys::show_in(stage, old)?;
    let status = keys.of_user.get(key).map(String::as_str);
    ensure!(status == Some("Active"), "the key {key} is {status:?}");
    let used = stage.qovery.identities_in_use();
    ensure!(used == [key], "the cluster runs on {used:?}");
    Ok(())
}

/// Checks and lets time go by until the user goes.
fn retire(stage: &Stage, reports: &mut Reports<'_>, old: &StoredKey, key: &str) -> Result<()> {
    let mut said = String::new();
    for _ in 0..MOST_CHECKS {
        let report = reports.ask()?;
        said.push_str(&report.text);
        if report.text.contains("done: delete the superseded") {
            break;
        }
        if !report.text.contains("done: delete the key") {
            keys::show_in(stage, old)?;
        }
        stage.age(8)?;
    }
    let deactivated = format!("done: deactivate the superseded key {key}");
    let deleted = format!("done: delete the key {key}");
    let (first, then) = (said.find(&deactivated), said.find(&deleted));
    ensure!(
        first.is_some() && first < then,
        "the key was not deactivated and then deleted: {said}"
    );
    Ok(())
}
