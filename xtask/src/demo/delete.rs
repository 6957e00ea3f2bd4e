//! A stack goes, but not while a cluster needs what it made.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::rename::CLUSTER;
use super::stage::{ORGANIZATION, Stage};
use super::{Chapter, show};
use crate::say;

pub(super) const CHAPTER: Chapter = Chapter {
    title: "Delete, when no cluster needs it",
    story: "Deleting the stack would cut a running cluster off, so it is refused and the cluster named. \
            (OnDelete=Revoke is for the day when that is what you want.)",
    play,
};

fn play(stage: &Stage) -> Result<()> {
    let refused = stage.delete()?;
    show::ended(&refused, "DELETE_FAILED", "the cluster keeps its access")?;
    ensure!(
        refused.failure().contains(CLUSTER),
        "the cluster is not named"
    );

    say::subheading("The cluster is moved to other credentials, and the stack deleted again");
    stage.qovery.unlink_cluster(&cluster(stage)?);
    let deleted = stage.delete()?;
    show::ended(&deleted, "DELETE_COMPLETE", "nothing of the stack is left")?;
    show::held(stage)
}

fn cluster(stage: &Stage) -> Result<String> {
    let all: Value = serde_json::from_str(&stage.qovery.snapshot())?;
    let clusters = all[ORGANIZATION]["clusters"].as_object();
    let mut known = clusters.into_iter().flatten();
    let found = known.find(|(_, cluster)| cluster["name"] == CLUSTER);
    found
        .map(|(id, _)| id.clone())
        .context("there is no cluster to unlink")
}
