//! Runs the life of a stack in a real AWS account with the stock AWS CLI, and asks what only AWS can
//! answer. Compares both with the emulator, which the tests rely on.
//!
//! Whatever it makes is called `qovery-acceptance…` and is deleted at the end, after a failure, and
//! before the next run.

mod clean_up;
mod life;
mod place;
mod qovery;
mod questions;
mod report;

use anyhow::{Context, Result};
use support::terminal;

pub use place::{Order, Place};
pub use report::{Observation, Report};

/// Plays the life, asks the questions, and cleans up, also after a failure. `go_on` is asked before
/// each part: where it fails, only the cleaning up is left.
pub fn run(place: &Place, go_on: &dyn Fn() -> Result<()>) -> Result<Report> {
    clean_up::clean_up(place).context("delete what an earlier run left")?;
    let mut report = Report::default();
    let played = play(place, go_on, &mut report);
    terminal::heading("Cleaning up");
    let cleaned = clean_up::clean_up(place).context("delete what this run made");
    match (played, cleaned) {
        (Err(failure), Err(left)) => Err(failure.context(format!("{left:#}"))),
        (played, cleaned) => played.and(cleaned).map(|()| report),
    }
}

fn play(place: &Place, go_on: &dyn Fn() -> Result<()>, report: &mut Report) -> Result<()> {
    terminal::heading("The life of a stack");
    life::play(place, go_on, report)?;
    terminal::heading("What only AWS can answer");
    questions::ask(place, go_on, report)
}
