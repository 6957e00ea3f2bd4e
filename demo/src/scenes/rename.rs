//! A new name for credentials in use.

use anyhow::{Result, ensure};
use support::terminal;

use super::Scene;
use crate::{cluster, show, stage::Stage};

pub(crate) const SCENE: Scene = Scene {
    title: "A new name, in place",
    story: "A cluster runs on the credentials by now, linked to their id. A new name changes them in \
            place: other credentials would leave the cluster with the old ones.",
    play,
};

fn play(stage: &Stage) -> Result<()> {
    let id = stage.credentials_id()?;
    cluster::link(stage)?;
    let updated = stage.update(&[("CredentialsName", "production account")])?;
    show::ended(&updated, "UPDATE_COMPLETE", "the name is changed")?;
    show::held(stage)?;
    ensure!(
        stage.credentials_id()? == id,
        "the credentials have another id"
    );
    terminal::line("");
    terminal::done("The same id; the cluster is still linked to it.");
    Ok(())
}
