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
struct Rows {
    /// Printed as it goes.
    row: &'static [Step],
    /// Shown in the end. It takes what processor time the other row leaves.
    beside: &'static [Step],
}

/// What is compiled for tests, and the tests; beside it the tools, and what is deployed: the release
/// build takes as long as all tests together.
const EVERYTHING: Rows = Rows {
    row: &[
        sources::FORMAT,
        cargo_test::BUILD,
        cargo_test::IN_MEMORY,
        cargo_test::EMULATOR,
        cargo_test::STACKS,
    ],
    beside: &[
        supply_chain::TOOLS,
        supply_chain::UNUSED,
        supply_chain::RULES,
        template::CLOUDFORMATION,
        template::SAM,
        cargo_test::FUNCTIONS,
        cargo_test::COSTS,
        template::BUILD,
        sources::DOCUMENTATION,
    ],
};

/// The same without the emulator and the release build.
const QUICK: Rows = Rows {
    row: &[
        sources::FORMAT,
        cargo_test::BUILD,
        sources::DOCUMENTATION,
        cargo_test::IN_MEMORY,
    ],
    beside: &[
        supply_chain::TOOLS,
        supply_chain::UNUSED,
        supply_chain::RULES,
        template::CLOUDFORMATION,
        template::SAM,
    ],
};

/// Runs what `options` say: everything; `--quick`, all but the emulator and the release build;
/// `--only` and a title, that check alone.
pub(crate) fn run(options: &[&str]) -> Result<()> {
    match options {
        [] => rows::run(&EVERYTHING),
        ["--quick"] => rows::run(&QUICK),
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
    EVERYTHING.row.iter().chain(EVERYTHING.beside)
}

fn titles() -> Vec<String> {
    all().map(|step| format!("\"{}\"", step.title)).collect()
}
