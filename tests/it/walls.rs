//! The edges between crates that must not be there.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::Value;
use support::{package, repository};

/// Beginnings of the names of crates that speak to the outside world.
const OUTSIDE: &[&str] = &[
    "aws-", "aws_", "lambda", "http", "hyper", "rustls", "reqwest", "ureq",
];
/// Async runtimes, clocks that sleep.
const RUNTIMES: &[&str] = &["tokio", "futures", "async", "backon"];

/// Each workspace crate with the crates that its manifest names, tests aside.
fn manifests() -> Result<BTreeMap<String, Vec<String>>> {
    let output = repository::cargo([
        "metadata",
        "--no-deps",
        "--format-version",
        "1",
        "--offline",
    ])
    .output()?;
    let metadata: Value = serde_json::from_slice(&output.stdout).context("cargo metadata")?;
    let packages = metadata["packages"].as_array().context("packages")?;
    packages
        .iter()
        .map(|package| {
            let name = package["name"].as_str().context("a name")?;
            let dependencies = package["dependencies"].as_array().context("dependencies")?;
            let normal = dependencies.iter().filter(|one| one["kind"].is_null());
            let names = normal.filter_map(|one| one["name"].as_str().map(str::to_owned));
            Ok((name.to_owned(), names.collect()))
        })
        .collect()
}

fn named<'a>(dependencies: &'a [String], beginnings: &[&str]) -> Vec<&'a str> {
    let names = dependencies.iter().map(String::as_str);
    names
        .filter(|name| {
            beginnings
                .iter()
                .any(|beginning| name.starts_with(beginning))
        })
        .collect()
}

#[test]
fn no_function_depends_on_another_function() -> Result<()> {
    let manifests = manifests()?;
    let functions = package::all().collect::<Vec<_>>();
    assert!(functions.len() >= 5, "{functions:?}");
    for function in &functions {
        let dependencies = manifests.get(*function).context("a function's crate")?;
        let others: Vec<&&str> = functions
            .iter()
            .filter(|other| dependencies.iter().any(|name| name == **other))
            .collect();
        assert!(others.is_empty(), "{function} depends on {others:?}");
    }
    Ok(())
}

#[test]
fn decisions_and_flows_know_neither_aws_nor_http() -> Result<()> {
    let manifests = manifests()?;
    for name in ["domain", "application"] {
        let dependencies = manifests.get(name).context("the crate")?;
        assert!(
            dependencies.iter().any(|one| one == "serde_json"),
            "{name} is read"
        );
        assert_eq!(named(dependencies, OUTSIDE), Vec::<&str>::new(), "{name}");
    }
    Ok(())
}

#[test]
fn decisions_wait_for_nothing() -> Result<()> {
    let manifests = manifests()?;
    let dependencies = manifests.get("domain").context("the crate")?;
    assert_eq!(named(dependencies, RUNTIMES), Vec::<&str>::new());
    Ok(())
}
