//! A rotation, step by step.

use anyhow::{Context, Result, ensure};
use support::{stored_key::StoredKey, terminal};

use super::{Scene, connect};
use crate::{cluster, keys, page, show, stage::Stage, steps};

pub(crate) const SCENE: Scene = Scene {
    title: "A rotation, step by step",
    story: "A cluster runs on the key by now. Secrets Manager rotates it every 90 days, or on \
            request. It invokes the function four times; the lines below are the function's log as \
            it is written.",
    play,
};

/// The steps of Secrets Manager.
pub(crate) const STEPS: [&str; 4] = ["createSecret", "setSecret", "testSecret", "finishSecret"];

fn play(stage: &Stage) -> Result<()> {
    cluster::link(stage)?;
    cluster::deploy(stage)?;
    let before = stage.stored_key()?.keys()?;
    let asked = stage.qovery.requests().len();
    page::command("aws secretsmanager rotate-secret --secret-id <CredentialsSecretArn>");
    let attempt = steps::watch(stage, StoredKey::rotate)?;
    ensure!(attempt.error.is_none(), "the rotation broke off");
    ensure!(
        attempt.steps == STEPS,
        "there are other steps: {:?}",
        attempt.steps
    );
    show::changes(stage, asked);

    let now = keys::show(stage)?;
    keys::are_sound(stage, &now)?;
    let (old, new) = (before.current(), now.current());
    ensure!(old != new, "the key in AWSCURRENT is the old one");
    let status = now.of_user.get(old).context("the old key is gone")?;
    ensure!(status == "Active", "the old key is {status}");
    show::held(stage)?;
    connect::secrets_are_nowhere(stage)?;
    terminal::done(&format!(
        "Qovery has the new key. The old one stays active: {} runs on it until it is deployed.",
        cluster::NAME
    ));
    Ok(())
}
