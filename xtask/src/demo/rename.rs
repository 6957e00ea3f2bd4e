//! A new name for credentials in use.

use anyhow::{Result, ensure};

use super::stage::{ORGANIZATION, Stage};
use super::{Chapter, show};
use crate::say;

pub(super) const CHAPTER: Chapter = Chapter {
    title: "A new name, in place",
    story: "A cluster runs on the credentials by now, linked to their id. A new name changes them in \
            place: other credentials would leave the cluster with the old ones.",
    play,
};

/// The cluster that the following chapters know.
pub(super) const CLUSTER: &str = "production";

fn play(stage: &Stage) -> Result<()> {
    let id = stage.credentials_id()?;
    stage.qovery.link_cluster(ORGANIZATION, &id, CLUSTER);
    let updated = stage.update(&[("CredentialsName", "production account")])?;
    show::ended(&updated, "UPDATE_COMPLETE", "the name is changed")?;
    show::held(stage)?;
    ensure!(
        stage.credentials_id()? == id,
        "the credentials have another id"
    );
    say::line("");
    say::done("The same id; the cluster is still linked to it.");
    Ok(())
}
