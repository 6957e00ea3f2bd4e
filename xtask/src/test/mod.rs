//! `cargo xtask test`: everything that CI checks, the quick things first.

use anyhow::{Context, Result, bail};
use support::terminal::{self, Stopwatch};

mod cargo_test;
mod rows;
mod sources;
mod supply_chain;
mod template;

/// One check.
#[derive(Debug)]
struct Step {
    title: &'static str,
    run: fn() -> Result<()>,
    /// What to do when it fails.
    remedy: &'static str,
}

impl Step {
    fn run(&self) -> Result<()> {
        terminal::heading(self.title);
        let watch = Stopwatch::start();
        (self.run)()
            .with_context(|| format!("{}: failed\n  what to do: {}", self.title, self.remedy))?;
        terminal::done(&watch.to_string());
        Ok(())
    }
}

/// Two rows of steps, which run side by side: either one alone leaves half of a small machine idle.
/// Within a row each step waits for the one before it.
#[derive(Debug)]
struct Stage {
    /// Printed as it goes.
    row: &'static [Step],
    /// Shown in the end.
    beside: &'static [Step],
}

/// The sources, the tools, and all that is compiled for tests.
const SOURCES: Stage = Stage {
    row: &[sources::FORMAT, cargo_test::BUILD],
    beside: &[
        supply_chain::TOOLS,
        supply_chain::UNUSED,
        supply_chain::RULES,
        template::CLOUDFORMATION,
        template::SAM,
    ],
};

const QUICK: Stage = Stage {
    row: &[sources::DOCUMENTATION, cargo_test::IN_MEMORY],
    beside: &[],
};

/// The release build takes as long as all tests together.
const EVERYTHING: Stage = Stage {
    row: &[cargo_test::FUNCTIONS, cargo_test::COSTS, template::BUILD],
    beside: &[
        sources::DOCUMENTATION,
        cargo_test::IN_MEMORY,
        cargo_test::EMULATOR,
        cargo_test::STACKS,
    ],
};

/// Runs what `options` say: everything; `--quick`, all but the emulator and the release build;
/// `--only` and a title, that check alone.
pub(crate) fn run(options: &[&str]) -> Result<()> {
    match options {
        [] => rows::run(&[SOURCES, EVERYTHING]),
        ["--quick"] => rows::run(&[SOURCES, QUICK]),
        ["--only", title] => only(title),
        _ => bail!(
            "`cargo xtask test` takes `--quick` or `--only` with a title: {}",
            titles().join(", ")
        ),
    }
}

fn only(title: &str) -> Result<()> {
    let mut steps = all();
    let step = steps.find(|step| step.title == title);
    let known = || format!("no check is called `{title}`: {}", titles().join(", "));
    step.with_context(known)?.run()
}

fn all() -> impl Iterator<Item = &'static Step> {
    let stages: &'static [Stage] = &[SOURCES, EVERYTHING];
    stages
        .iter()
        .flat_map(|stage| stage.row.iter().chain(stage.beside))
}

fn titles() -> Vec<String> {
    all().map(|step| format!("\"{}\"", step.title)).collect()
}
