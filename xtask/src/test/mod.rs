//! `cargo xtask test`: everything that CI checks, the quick things first.

use anyhow::{Context, Result};
use support::terminal::{self, Stopwatch};

mod cargo_test;
mod sources;
mod supply_chain;
mod template;

/// How much is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All but the emulator.
    Quick,
    /// Everything.
    Everything,
}

/// One check.
struct Step {
    title: &'static str,
    run: fn() -> Result<()>,
    /// What to do when it fails.
    remedy: &'static str,
}

const QUICK: &[Step] = &[
    sources::FORMAT,
    supply_chain::TOOLS,
    supply_chain::UNUSED,
    supply_chain::RULES,
    template::CLOUDFORMATION,
    template::SAM,
    sources::LINTS,
    sources::DOCUMENTATION,
    cargo_test::BUILD,
    cargo_test::IN_MEMORY,
];

const EMULATOR: &[Step] = &[
    cargo_test::FUNCTIONS,
    cargo_test::COSTS,
    cargo_test::EMULATOR,
    cargo_test::STACKS,
];

/// Runs the steps in their order, until one fails.
pub(crate) fn run(extent: Extent) -> Result<()> {
    let more = if extent == Extent::Everything {
        EMULATOR
    } else {
        &[]
    };
    let whole = Stopwatch::start();
    let mut times = Vec::new();
    for step in QUICK.iter().chain(more) {
        terminal::heading(step.title);
        let watch = Stopwatch::start();
        (step.run)()
            .with_context(|| format!("{}: failed\n  what to do: {}", step.title, step.remedy))?;
        let took = watch.to_string();
        terminal::done(&took);
        times.push((step.title, took));
    }
    terminal::heading("Everything passed");
    for (title, took) in &times {
        terminal::line(&format!("  {title:<52}{took:>12}"));
    }
    terminal::line(&format!("  {:<52}{:>12}", "all", whole.to_string()));
    // What a log is read for first, in the words that test runners end with.
    terminal::line(&format!("\nchecks: {} passed, 0 failed", times.len()));
    Ok(())
}
