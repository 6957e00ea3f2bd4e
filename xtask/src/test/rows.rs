//! Runs the two rows side by side, and says what took how long.
//!
//! One row prints as it goes. Each step of the other runs in a process of its own, whose output is
//! kept until the first row has ended: two that print at once could not be read.

use std::{
    env,
    io::{Read, pipe},
    process::Command,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use anyhow::{Context, Error, Result, anyhow, bail, ensure};
use support::terminal::{self, Stopwatch};

use super::{Rows, Step};

/// How a row went: the steps that passed with the time that each took, and what ended the row.
#[derive(Debug, Default)]
struct Row {
    passed: Vec<(&'static str, String)>,
    /// What the steps printed that ran in a process of their own.
    printed: String,
    failure: Option<Error>,
}

/// Runs both rows, each until a step of either fails.
pub(super) fn run(rows: &'static Rows) -> Result<()> {
    let whole = Stopwatch::start();
    let passed = side_by_side(rows)?;
    terminal::heading("Everything passed");
    for (title, took) in &passed {
        terminal::line(&format!("  {title:<52}{took:>12}"));
    }
    terminal::line(&format!("  {:<52}{:>12}", "all", whole.to_string()));
    // What a log is read for first, in the words that test runners end with.
    terminal::line(&format!("\nchecks: {} passed, 0 failed", passed.len()));
    Ok(())
}

fn side_by_side(rows: &'static Rows) -> Result<Vec<(&'static str, String)>> {
    let has_failed = AtomicBool::new(false);
    let (mut row, beside) = thread::scope(|scope| {
        let beside = scope.spawn(|| row(rows.beside, in_own_process, &has_failed));
        let row = row(rows.row, in_this_process, &has_failed);
        if let Some(failure) = &row.failure {
            terminal::progress(&format!("{failure:#}\n  the other row ends its step …"));
        }
        (row, beside.join())
    });
    let beside = beside.map_err(|_| anyhow!("the row beside panicked"))?;
    terminal::line(beside.printed.trim_end());
    row.passed.extend(beside.passed);
    match (row.failure, beside.failure) {
        (None, None) => Ok(row.passed),
        (Some(failure), None) | (None, Some(failure)) => Err(failure),
        (Some(first), Some(second)) => bail!("{first:#}\n\n{second:#}"),
    }
}

/// Runs steps until one fails, here or in the other row.
fn row(
    steps: &'static [Step],
    run: fn(&Step, &mut String) -> Result<()>,
    has_failed: &AtomicBool,
) -> Row {
    let mut row = Row::default();
    for step in steps {
        if has_failed.load(Ordering::Relaxed) {
            break;
        }
        let watch = Stopwatch::start();
        if let Err(failure) = run(step, &mut row.printed) {
            has_failed.store(true, Ordering::Relaxed);
            row.failure = Some(failure);
            break;
        }
        row.passed.push((step.title, watch.to_string()));
    }
    row
}

fn in_this_process(step: &Step, _: &mut String) -> Result<()> {
    step.run()
}

fn in_own_process(step: &Step, printed: &mut String) -> Result<()> {
    let (mut output, input) = pipe()?;
    let mut process = Command::new("nice");
    process.arg("-n10").arg(env::current_exe()?);
    process.args(["test", "--only", step.title]);
    process.stdout(input.try_clone()?).stderr(input);
    let mut child = process.spawn().context("start this program once more")?;
    // Its own copies of the writing end would keep the pipe open for ever.
    drop(process);
    output.read_to_string(printed)?;
    ensure!(child.wait()?.success(), "{}: failed, see above", step.title);
    Ok(())
}
