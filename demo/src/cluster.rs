//! The one cluster that the scenes know.

use anyhow::{Context, Result};
use serde_json::Value;
use support::terminal;

use crate::stage::{ORGANIZATION, Stage};

pub(crate) const NAME: &str = "production";

/// Adds a cluster that uses the credentials, as an operator does in the Qovery console.
pub(crate) fn link(stage: &Stage) -> Result<()> {
    let credentials = stage.credentials_id()?;
    stage.qovery.link_cluster(ORGANIZATION, &credentials, NAME);
    Ok(())
}

/// Deploys the cluster, as an operator does in the Qovery console.
pub(crate) fn deploy(stage: &Stage) -> Result<()> {
    stage.qovery.deploy(&id(stage)?);
    terminal::progress(&format!(
        "cluster {NAME} is deployed: it takes the credentials that Qovery has"
    ));
    Ok(())
}

/// The cluster's id at Qovery.
pub(crate) fn id(stage: &Stage) -> Result<String> {
    let all: Value = serde_json::from_str(&stage.qovery.snapshot())?;
    let clusters = all[ORGANIZATION]["clusters"].as_object();
    let mut known = clusters.into_iter().flatten();
    let found = known.find(|(_, cluster)| cluster["name"] == NAME);
    found
        .map(|(id, _)| id.clone())
        .context("there is no cluster")
}
