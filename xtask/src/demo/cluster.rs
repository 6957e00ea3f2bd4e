//! The one cluster that the chapters know.

use anyhow::{Context, Result};
use serde_json::Value;

use super::stage::{ORGANIZATION, Stage};
use crate::say;

pub(super) const NAME: &str = "production";

/// Somebody makes a cluster of the account, in the Qovery console.
pub(super) fn link(stage: &Stage) -> Result<()> {
    let credentials = stage.credentials_id()?;
    stage.qovery.link_cluster(ORGANIZATION, &credentials, NAME);
    Ok(())
}

/// Somebody deploys it.
pub(super) fn deploy(stage: &Stage) -> Result<()> {
    stage.qovery.deploy(&id(stage)?);
    say::progress(&format!(
        "cluster {NAME} is deployed: it takes what Qovery has"
    ));
    Ok(())
}

/// Qovery's id of it.
pub(super) fn id(stage: &Stage) -> Result<String> {
    let all: Value = serde_json::from_str(&stage.qovery.snapshot())?;
    let clusters = all[ORGANIZATION]["clusters"].as_object();
    let mut known = clusters.into_iter().flatten();
    let found = known.find(|(_, cluster)| cluster["name"] == NAME);
    found
        .map(|(id, _)| id.clone())
        .context("there is no cluster")
}
