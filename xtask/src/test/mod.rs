//! `cargo xtask test`: everything that CI checks, the quick things first.

use anyhow::{Context, Result};

use crate::{clock::Stopwatch, say};
use results::Results;

/// Tests, run by cargo, with their results kept for the end.
mod cargo_test;
/// What the tests came to.
mod results;
/// The text of the sources, and what the compiler says of it.
mod sources;
/// Dependencies: their licences, sources and versions, and whether they are used.
mod supply_chain;
/// The template, as its linters see it.
mod template;

/// How much is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All but the emulator.
    Quick,
    /// Everything.
    Everything,
}

/// One check.
struct Step {
    title: &'static str,
    run: fn(&mut Results) -> Result<()>,
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
    let mut results = Results::default();
    let mut times = Vec::new();
    for step in QUICK.iter().chain(more) {
        say::heading(step.title);
        let watch = Stopwatch::start();
        (step.run)(&mut results)
            .with_context(|| format!("{}: failed\n  what to do: {}", step.title, step.remedy))?;
        let took = watch.to_string();
        say::done(&took);
        times.push((step.title, took));
    }
    say::heading("Everything passed");
    for (title, took) in times {
        say::line(&format!("  {title:<52}{took:>12}"));
    }
    say::line(&format!("  {:<52}{:>12}", "all", whole.to_string()));
    results.show();
    Ok(())
}
