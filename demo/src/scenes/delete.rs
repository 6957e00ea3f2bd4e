//! A stack goes, but not while a cluster needs what it made.

use anyhow::{Result, ensure};

use super::Scene;
use crate::{
    cluster, page, show,
    stage::{ORGANIZATION, Stage},
};

pub(crate) const SCENE: Scene = Scene {
    title: "Delete, when no cluster needs it",
    story: "Deleting the stack would cut a running cluster off, so it is refused and the cluster named. \
            (OnDelete=Revoke is for the day when that is what you want.)",
    play,
};

fn play(stage: &Stage) -> Result<()> {
    let refused = stage.delete()?;
    show::ended(&refused, "DELETE_FAILED", "the cluster keeps its access")?;
    ensure!(
        refused.failure().contains(cluster::NAME),
        "the cluster is not named"
    );

    page::subheading("The cluster is moved to other credentials, and the stack deleted again");
    stage.qovery.unlink_cluster(&cluster::id(stage)?);
    let deleted = stage.delete()?;
    show::ended(&deleted, "DELETE_COMPLETE", "the stack is gone")?;
    show::held(stage)?;
    let left = stage.qovery.credentials(ORGANIZATION);
    ensure!(left.is_empty(), "Qovery still has {left:?}");
    Ok(())
}
