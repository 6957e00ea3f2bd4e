//! Tests, run by cargo, with their results kept for the end.
//!
//! Every call is about the whole workspace: another selection of packages would be another
//! selection of features, and the dependencies would be built again.

use std::io::{BufRead, BufReader, pipe};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use support::package;

use super::{Results, Step};
use crate::{
    repository::{cargo, run},
    say,
};

/// The test program that starts emulators only.
const ON_THE_EMULATOR: &str = "emulator";
/// The tests of the program `it` that do.
const STACK_TESTS: &str = "stack::";
/// The tests of it that start the functions as they are deployed.
const BUDGETS: &str = "budgets::";

pub(super) const BUILD: Step = Step {
    title: "Build the tests",
    run: |_| run(&mut cargo(["test", "--workspace", "--no-run"])),
    remedy: "mend what the compiler names",
};

pub(super) const IN_MEMORY: Step = Step {
    title: "Unit, property, model and snapshot tests",
    run: |results| {
        let targets = test_targets()?;
        let mut arguments = vec!["--lib", "--bins"];
        for target in targets.iter().filter(|name| *name != ON_THE_EMULATOR) {
            arguments.extend(["--test", target]);
        }
        arguments.extend(["--", "--skip", STACK_TESTS, "--skip", BUDGETS]);
        test(results, &arguments)?;
        test(results, &["--doc", "--"])
    },
    remedy: "cargo test --workspace <name of the test> shows it alone; snapshots: cargo insta review",
};

pub(super) const FUNCTIONS: Step = Step {
    title: "Build the functions for release",
    run: |_| {
        for package in package::build()? {
            let size = package.zip.metadata()?.len();
            say::line(&format!("  {:<28}{size:>10} bytes", package.code_uri));
        }
        Ok(())
    },
    remedy: "mend what the compiler names",
};

pub(super) const COSTS: Step = Step {
    title: "What the functions may cost",
    run: |results| test(results, &["--test", "it", "--", BUDGETS]),
    remedy: "save the call or the bytes; where they are worth it, tests/it/budgets.rs has the limits",
};

pub(super) const EMULATOR: Step = Step {
    title: "The emulator itself",
    run: |results| test(results, &["--test", ON_THE_EMULATOR, "--"]),
    remedy: "tests/emulator/README.md tells what the emulator does; target/emulator has its log",
};

pub(super) const STACKS: Step = Step {
    title: "Stacks on the emulator",
    run: |results| test(results, &["--test", "it", "--", STACK_TESTS]),
    remedy: "cargo test --package integration <name of the test> shows it alone; target/emulator has the emulator's log",
};

/// Runs tests and shows what they print, as it comes. Both streams are one, so that a result
/// stands behind the name of its program.
fn test(results: &mut Results, arguments: &[&str]) -> Result<()> {
    let (reader, writer) = pipe()?;
    let mut command = cargo(["test", "--workspace"]);
    command
        .args(arguments)
        .stdout(writer.try_clone()?)
        .stderr(writer);
    if say::is_coloured() {
        command
            .args(["--color", "always"])
            .env("CARGO_TERM_COLOR", "always");
    }
    let mut child = command.spawn().context("start `cargo test`")?;
    // It holds the writing end, and reading would never end.
    drop(command);
    for line in BufReader::new(reader).lines() {
        let line = line?;
        results.note(&line);
        say::line(&line);
    }
    ensure!(child.wait()?.success(), "tests failed: see above");
    Ok(())
}

/// The names of all test programs in the workspace.
fn test_targets() -> Result<Vec<String>> {
    let output = cargo(["metadata", "--no-deps", "--format-version", "1"]).output()?;
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let targets = packages.flat_map(|package| package["targets"].as_array().into_iter().flatten());
    let is_test = |target: &&Value| target["kind"][0] == "test";
    let names: Vec<String> = targets
        .filter(is_test)
        .filter_map(|target| target["name"].as_str().map(str::to_owned))
        .collect();
    ensure!(!names.is_empty(), "`cargo metadata` names no tests");
    Ok(names)
}
