//! Tests, run by cargo.
//!
//! Every call is about the whole workspace: another selection of packages would be another
//! selection of features, and the dependencies would be built again.

use std::process::Command;

use anyhow::{Result, ensure};
use serde_json::Value;
use support::{
    architecture::Architecture,
    package,
    repository::{cargo, run},
    terminal,
};

use super::Step;

/// The test program that starts emulators only.
const ON_THE_EMULATOR: &str = "emulator";
/// The tests of the program `it` that do.
const STACK_TESTS: &str = "stack::";
/// The tests of it that start the functions as they are deployed.
const BUDGETS: &str = "budgets::";

pub(super) const BUILD: Step = Step {
    title: "Lints, and the tests are built",
    run: || {
        run(linting_test().arg("--no-run"))?;
        run(linting_test().args(["--no-run", "--bench", "*"]))
    },
    remedy: "fix what clippy names; an exception is `#[expect(.., reason = \"..\")]`",
};

pub(super) const IN_MEMORY: Step = Step {
    title: "Unit, property, model and snapshot tests",
    run: || {
        let targets = test_targets()?;
        let mut arguments = vec!["--lib", "--bins"];
        for target in targets.iter().filter(|name| *name != ON_THE_EMULATOR) {
            arguments.extend(["--test", target]);
        }
        arguments.extend(["--", "--skip", STACK_TESTS, "--skip", BUDGETS]);
        test(&arguments)
    },
    remedy: "cargo test --workspace <name of the test> shows it alone; snapshots: cargo insta review",
};

/// Those of an account. A hub's take as long again: a job of their own builds them in CI.
pub(super) const FUNCTIONS: Step = Step {
    title: "Build the functions of an account for release",
    run: || {
        let architecture = Architecture::of_this_machine()?;
        for package in package::build_to_deploy(package::FUNCTIONS, architecture)? {
            let size = package.zip.metadata()?.len();
            terminal::line(&format!("  {:<28}{size:>10} bytes", package.code_uri));
        }
        Ok(())
    },
    remedy: "fix what the compiler names, or build where Lambda's glibc is not older than the machine's",
};

pub(super) const COSTS: Step = Step {
    title: "What the functions may cost",
    run: || test(&["--test", "it", "--", BUDGETS]),
    remedy: "save the call or the bytes; where they are worth it, tests/it/budgets.rs has the limits",
};

pub(super) const EMULATOR: Step = Step {
    title: "The emulator itself",
    run: || test(&["--test", ON_THE_EMULATOR, "--"]),
    remedy: "tests/emulator/README.md describes the emulator; target/emulator has its log",
};

pub(super) const STACKS: Step = Step {
    title: "Stacks on the emulator",
    run: || test(&["--test", "it", "--", STACK_TESTS]),
    remedy: "cargo test --workspace --test it <name of the test> shows it alone; target/emulator has the emulator's log",
};

fn test(arguments: &[&str]) -> Result<()> {
    run(linting_test().args(arguments))
}

/// `cargo test` by the compiler that lints, too: `cargo clippy` beside it would look at every
/// dependency a second time, which takes minutes. What it builds is its own; by hand, `cargo test`
/// builds the workspace's crates once more, and no dependency.
fn linting_test() -> Command {
    let mut cargo = cargo(["test", "--workspace"]);
    cargo.env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver");
    // As `cargo clippy` hands its arguments on.
    cargo.env("CLIPPY_ARGS", "--deny__CLIPPY_HACKERY__warnings");
    cargo
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
