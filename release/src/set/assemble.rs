//! The set of this repository's sources.

use std::fs;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use support::repository;

use super::{HUB_TEMPLATE, MEMBER_TEMPLATE, Set, TEMPLATE, Zip, bill_of_materials};
use crate::{Publisher, Version, page, template};

/// The templates that are published: their names in a set, and their sources. The first is that of
/// one account.
pub const TEMPLATES: &[(&str, &str)] = &[
    (TEMPLATE, "template.yaml"),
    (HUB_TEMPLATE, "organization/hub.yaml"),
    (MEMBER_TEMPLATE, "organization/member.yaml"),
];

/// Makes the set of these templates and zips and of the sources in this repository.
pub fn assemble(
    version: &Version,
    publisher: &Publisher,
    sources: &[(&str, &str)],
    zips: &[Zip],
) -> Result<Set> {
    let mut templates = Vec::new();
    for (name, source) in sources {
        templates.push((*name, flat(source, publisher, version)?));
    }
    let templates: Vec<(&str, &Value)> =
        templates.iter().map(|(name, flat)| (*name, flat)).collect();
    // Of the template that it launches, so that it describes this release and no other.
    let launched = templates.first().context("no template is named")?.1;
    let page = page::page(launched, publisher, version);
    let lock = fs::read_to_string(repository::root().join("Cargo.lock"))?;
    let bill = bill_of_materials(&metadata()?, &lock, version, compiler(zips)?);
    Set::new(version, &templates, &page, &bill, zips)
}

/// A template as it is published, unless something stands against that.
fn flat(source: &str, publisher: &Publisher, version: &Version) -> Result<Value> {
    let read = template::read(&repository::root().join(source))?;
    let flat = template::flatten(&template::released(read, publisher, version))?;
    let faults = template::gates::faults(&flat);
    ensure!(
        faults.is_empty(),
        "{source} cannot be published: {}",
        faults.join("; ")
    );
    Ok(flat)
}

/// What compiled all of these zips, where they say so.
fn compiler(zips: &[Zip]) -> Result<Option<String>> {
    let compilers: Vec<Option<String>> = zips.iter().map(Zip::compiler).collect::<Result<_>>()?;
    let differ = compilers.windows(2).any(|pair| pair[0] != pair[1]);
    ensure!(
        !differ,
        "several compilers have built the zips: {compilers:?}"
    );
    Ok(compilers.into_iter().next().flatten())
}

/// Of the processor that the template has as its default.
fn metadata() -> Result<Value> {
    let platform = ["--filter-platform", "aarch64-unknown-linux-gnu"];
    let mut metadata = repository::cargo(["metadata", "--locked", "--format-version", "1"]);
    let output = metadata
        .args(platform)
        .output()
        .context("run cargo metadata")?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).context("read what cargo metadata wrote")
}
