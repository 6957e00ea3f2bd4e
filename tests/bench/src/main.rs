//! `cargo xtask bench`: the functions, a function that does nothing and the same in Python, side
//! by side in one run. Times are shown, not asserted: what does not depend on the clock is kept by
//! the tests `it::budgets`.
//!
//! Built for release like what it measures: what answers the functions must not be what is
//! measured.

use std::{fs, process::ExitCode};

use anyhow::{Context, Result, bail, ensure};
use support::{
    repository,
    terminal::{self, Stopwatch},
    tls::Authority,
};

use prepare::Places;
use samples::Samples;
use table::Report;

mod callgrind;
mod contender;
mod decisions;
mod instructions;
mod limits;
mod machine;
mod prepare;
mod rounds;
mod samples;
mod table;

/// So many that the whole takes a few minutes.
const ROUNDS: usize = 20;

fn main() -> ExitCode {
    let options: Vec<String> = std::env::args().skip(1).collect();
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    terminal::exit_code(run(&options))
}

/// Measures, prints the table and writes it to `target/bench`.
fn run(options: &[&str]) -> Result<()> {
    let rounds = match options {
        [] => ROUNDS,
        ["--rounds", rounds] => rounds.parse().context("--rounds takes a number")?,
        _ => bail!("`bench` takes --rounds and a number, and nothing else"),
    };
    ensure!(
        cfg!(target_os = "linux"),
        "`bench` reads memory and processor time from /proc: run it on Linux"
    );
    let whole = Stopwatch::start();
    terminal::heading("Building and installing what is measured");
    let places = prepare::prepare()?;
    terminal::heading(&format!("Measuring, {rounds} rounds"));
    write(&measure(rounds, &places)?, &places)?;
    terminal::done(&whole.to_string());
    Ok(())
}

fn measure(rounds: usize, places: &Places) -> Result<Report> {
    let authority = Authority::new()?;
    let contenders = contender::all(places, &authority)?;
    let samples = rounds::measure(rounds, &contenders, &authority, &places.output)?;
    let samples = Samples::of_rounds(samples)?;
    let instructions = instructions::count(&contenders, &authority, places)?;
    let decisions = decisions::measure()?;
    Ok(Report {
        machine: machine::describe(),
        rounds,
        limits: limits::check(&samples, places, &decisions),
        samples,
        decisions,
        instructions,
    })
}

fn write(report: &Report, places: &Places) -> Result<()> {
    let text = report.markdown();
    terminal::line("");
    terminal::line(&text);
    for (name, content) in [("bench.md", text), ("bench.json", report.json()?)] {
        let file = places.output.join(name);
        fs::write(&file, content).with_context(|| format!("write {}", file.display()))?;
        let root = repository::root();
        let shown = file.strip_prefix(root).unwrap_or(&file);
        terminal::done(&shown.display().to_string());
    }
    Ok(())
}
