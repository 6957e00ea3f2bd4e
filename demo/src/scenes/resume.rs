//! A rotation that breaks off, and goes on from there.

use anyhow::{Context, Result, ensure};
use support::{
    qovery::{Fault, FaultKind},
    stored_key::StoredKey,
    terminal,
};

use super::{Scene, connect, rotate::STEPS};
use crate::{cluster, keys, page, report::Reports, stage::Stage, steps};

pub(crate) const SCENE: Scene = Scene {
    title: "A rotation that breaks off",
    story: "Ninety days later the first key is retired, and the next rotation is due. This time \
            Qovery refuses the new key. The rotation stops in the middle; nothing that is in use has \
            changed, and Secrets Manager's next try goes on with the same key.",
    play,
};

fn play(stage: &Stage) -> Result<()> {
    ninety_days(stage)?;
    let before = stage.stored_key()?.keys()?;
    let answer = "not now: maintenance";
    terminal::progress(&format!("Qovery answers every PUT with 400: {answer}"));
    let refuses = Fault::on("PUT", "/**", FaultKind::refusal(400, answer));
    stage.qovery.fault(refuses.always());
    page::command("aws secretsmanager rotate-secret --secret-id <CredentialsSecretArn>");
    let attempt = steps::watch(stage, StoredKey::rotate)?;
    ensure!(
        attempt.error.is_some() && attempt.steps == STEPS[..2],
        "Qovery refused the key, and the rotation went on: {:?}",
        attempt.steps
    );
    let broken_off = keys::show(stage)?;
    keys::are_sound(stage, &broken_off)?;
    ensure!(
        broken_off.current() == before.current(),
        "AWSCURRENT has moved"
    );
    let pending = broken_off.pending().context("no key is pending")?;
    terminal::line("");
    terminal::done(
        "AWSCURRENT is where it was, and Qovery has what it had. The new key is pending.",
    );

    page::subheading("Qovery is well again, and Secrets Manager tries again");
    stage.qovery.clear_faults();
    let attempt = steps::watch(stage, StoredKey::rotate_again)?;
    ensure!(attempt.error.is_none(), "the rotation broke off again");
    ensure!(
        !attempt.actions.iter().any(|done| done == "CreateAccessKey"),
        "another key was made"
    );
    let now = keys::show(stage)?;
    keys::are_sound(stage, &now)?;
    ensure!(now.current() == pending, "AWSCURRENT is another key");
    connect::secrets_are_nowhere(stage)?;
    terminal::done("The same key, from where the first try had stopped.");
    Ok(())
}

/// The cluster takes the new key; the reconciliation proves the first one unused.
fn ninety_days(stage: &Stage) -> Result<()> {
    let first = stage.stored_key()?.keys()?;
    let first = first.but_current().next().context("one key is left")?;
    let mut reports = Reports::open(stage)?;
    stage.age(1)?;
    cluster::deploy(stage)?;
    // Quiet time begins when all clusters are seen to have moved.
    reports.ask()?;
    stage.age(8)?;
    let report = reports.ask()?;
    ensure!(
        report
            .text
            .contains(&format!("deactivate the superseded key {first}")),
        "the first key was not deactivated: {}",
        report.text
    );
    stage.age(81)?;
    Ok(())
}
