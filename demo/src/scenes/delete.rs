//! A stack goes when no cluster needs it any more.

use anyhow::{Result, ensure};
use support::terminal;

use super::Scene;
use crate::{
    cluster, show,
    stage::{ORGANIZATION, Stage},
};

pub(crate) const SCENE: Scene = Scene {
    title: "Delete, when no cluster needs it",
    story: "The cluster is moved to other credentials. Now nothing uses what the stack has made: the \
            function deletes the credentials at Qovery, then the role, the user and the policy, which \
            CloudFormation itself never deletes.",
    play,
};

fn play(stage: &Stage) -> Result<()> {
    stage.qovery.unlink_cluster(&cluster::id(stage)?);
    terminal::progress(&format!("cluster {} uses other credentials", cluster::NAME));
    stage.unprotect()?;
    let deleted = stage.delete()?;
    show::ended(&deleted, "DELETE_COMPLETE", "the stack is gone")?;
    show::held(stage)?;
    let left = stage.qovery.credentials(ORGANIZATION);
    ensure!(left.is_empty(), "Qovery still has {left:?}");
    Ok(())
}
