//! `cargo xtask publish`: uploads the release set that `cargo xtask release` made.

use std::fs;

use anyhow::{Context, Result, bail, ensure};
use release::{
    Publisher,
    publish::{S3, VERSIONS, publish},
    set::{Set, Versions},
};
use support::{aws::Aws, terminal};

/// Uploads to every region, with the credentials of the environment; to an endpoint in place of AWS
/// where one is given.
pub(crate) fn run(words: &[&str]) -> Result<()> {
    let endpoint = match words {
        [] => None,
        ["--endpoint", endpoint] => Some(*endpoint),
        _ => bail!("`publish` takes nothing but --endpoint <address>"),
    };
    let (version, publisher) = (crate::release::version()?, Publisher::of_this_repository()?);
    ensure!(
        endpoint.is_some() || publisher.is_named(),
        "publisher/publisher.json names no account"
    );
    let set = Set::read(&crate::release::folder(&version), &version)?;
    let versions = crate::release::sets().join(VERSIONS);
    let versions: Versions =
        serde_json::from_str(&fs::read_to_string(versions)?).context(VERSIONS)?;
    terminal::heading(&format!("Publishing {version}"));
    let mut buckets = S3::of(&publisher, &Aws::of_caller(endpoint)?);
    publish(&set, &versions, &mut buckets, terminal::progress)?;
    terminal::done(&format!("{version} is in {} regions", buckets.len()));
    Ok(())
}
