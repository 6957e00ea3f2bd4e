//! `cargo xtask bench`: the functions, a function that does nothing and the same in Python, side
//! by side in one run. Times are shown, not asserted: what does not depend on the clock is kept by
//! the tests `it::budgets`.

use std::fs;

use anyhow::{Context, Result, bail, ensure};

use crate::{
    clock::Stopwatch,
    repository::{command, root, run as execute},
    say,
};
use prepare::Places;
use samples::Samples;
use table::Report;

mod decisions;
mod instructions;
mod limits;
mod machine;
mod prepare;
mod samples;
mod table;

/// So many that the whole takes a few minutes.
const ROUNDS: &str = "20";

/// Measures, prints the table and writes it to `target/bench`.
pub(crate) fn run(options: &[&str]) -> Result<()> {
    let rounds = match options {
        [] => ROUNDS,
        ["--rounds", rounds] => rounds,
        _ => bail!("`bench` takes --rounds and a number, and nothing else"),
    };
    ensure!(
        cfg!(target_os = "linux"),
        "`bench` reads memory and processor time from /proc: run it on Linux"
    );
    let whole = Stopwatch::start();
    say::heading("Building and installing what is measured");
    let places = prepare::prepare()?;
    say::heading(&format!("Measuring, {rounds} rounds"));
    write(&measure(rounds, &places)?, &places)?;
    say::done(&whole.to_string());
    Ok(())
}

fn measure<'a>(rounds: &'a str, places: &Places) -> Result<Report<'a>> {
    let valgrind = instructions::valgrind();
    let mut bench = command(&places.bench);
    bench
        .arg(rounds)
        .args([&places.release, &places.python, &places.handler])
        .args([&places.roots, &places.output])
        .args(&valgrind);
    execute(&mut bench)?;
    let decisions = decisions::measure()?;
    let file = places.output.join("samples.json");
    let samples = Samples::read(&file)?;
    Ok(Report {
        machine: machine::describe(),
        rounds,
        limits: limits::check(&samples, places, &decisions),
        samples,
        decisions,
        instructions: instructions::read(&file, valgrind.as_deref())?,
    })
}

fn write(report: &Report<'_>, places: &Places) -> Result<()> {
    let text = report.markdown();
    say::line("");
    say::line(&text);
    for (name, content) in [("bench.md", text), ("bench.json", report.json()?)] {
        let file = places.output.join(name);
        fs::write(&file, content).with_context(|| format!("write {}", file.display()))?;
        let shown = file.strip_prefix(root()).unwrap_or(&file);
        say::done(&shown.display().to_string());
    }
    Ok(())
}
