//! What is promised, and whether it holds.

use serde::Serialize;
use support::{
    package::{self, Package},
    terminal,
};

use crate::{
    decisions::Decision,
    prepare::Places,
    samples::{COLD, Case, Measure, PEAK_MEMORY, ROUND_TRIPS, Samples, Spread, TO_POLL},
};

/// The flow that there is in Python, too.
const COMPARED: &str = "Create, role";
const MEGABYTE: f64 = 1_000_000.0;

/// One promise.
#[derive(Debug, Serialize)]
pub(crate) struct Limit {
    pub(crate) what: String,
    pub(crate) measured: String,
    #[serde(rename = "limit")]
    pub(crate) promised: &'static str,
    pub(crate) holds: bool,
}

/// The trust policy that nearly every role has, as `GetRole` gives it.
const VERDICT: &str = "common_encoded";

pub(crate) fn check(samples: &Samples, places: &Places, decisions: &[Decision]) -> Vec<Limit> {
    let functions = functions(samples);
    let starts = functions.iter().filter_map(|name| start(samples, name));
    let compared = samples
        .cases()
        .into_iter()
        .filter(|case| case.contender == "rust" && case.flow == COMPARED);
    let compared = compared
        .filter_map(|case| created(samples, &case))
        .flatten();
    let sizes = places.packages.iter().map(size);
    let verdict = decisions
        .iter()
        .find(|one| one.name == VERDICT)
        .map(|one| Limit {
            what: "one trust verdict".to_owned(),
            measured: one.median.clone(),
            promised: "≤ 10 µs",
            holds: one.microseconds().is_some_and(|median| median <= 10.0),
        });
    starts.chain(compared).chain(verdict).chain(sizes).collect()
}

fn functions(samples: &Samples) -> Vec<&'static str> {
    let mut names: Vec<&str> = Vec::new();
    for case in samples.cases() {
        if case.contender == "rust" && !names.contains(&case.function) {
            names.push(case.function);
        }
    }
    names
}

fn size(package: &Package) -> Limit {
    let size = package.zip.metadata().map_or(u64::MAX, |data| data.len());
    let function = package.code_uri.trim_start_matches("functions/");
    let most = package::most_zip_bytes(function);
    Limit {
        what: format!("zip of {}", package.code_uri),
        measured: terminal::bytes(size),
        promised: if most == 4_000_000 {
            "≤ 4 MB"
        } else {
            "≤ 3 MB"
        },
        holds: size <= most,
    }
}

fn start(samples: &Samples, function: &str) -> Option<Limit> {
    let ours = |case: &Case| case.contender == "rust" && case.function == function;
    let echo = |case: &Case| case.contender == "echo";
    let (rust, floor) = (samples.of(ours, TO_POLL)?, samples.of(echo, TO_POLL)?);
    let ratio = samples.ratio(ours, echo, TO_POLL)?;
    Some(Limit {
        what: format!("{function}: start → first poll, against `echo`"),
        measured: format!(
            "{:.2} × ({:.2}–{:.2}): {:.1} ms, {:.1} ms",
            ratio.median, ratio.low, ratio.high, rust.median, floor.median
        ),
        promised: "≤ 1.5 ×",
        holds: ratio.median <= 1.5,
    })
}

/// What is promised of a Create. With calls that take no time Python is the measure; with calls
/// that take some, the four that wait for one another are.
fn created(samples: &Samples, ours: &Case) -> Option<Vec<Limit>> {
    match ours.latency {
        0 => Some(vec![against_python(samples, ours)?, memory(samples, ours)?]),
        _ => Some(vec![
            against_latency(samples, ours)?,
            round_trips(samples, ours)?,
        ]),
    }
}

fn against_python(samples: &Samples, ours: &Case) -> Option<Limit> {
    let (ratio, rust, python) = compared(samples, ours, COLD)?;
    Some(Limit {
        what: format!("{COMPARED}: start → answer, calls of 0 ms, against Python"),
        measured: format!("{}: {rust:.0} ms, {python:.0} ms", less(ratio)),
        promised: "≤ 1/40",
        holds: ratio.median >= 40.0,
    })
}

#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds are far fewer than the 2^53 that are exact"
)]
fn against_latency(samples: &Samples, ours: &Case) -> Option<Limit> {
    let measured = samples.of(|case| case == ours, COLD)?;
    Some(Limit {
        what: format!("{COMPARED}: start → answer, calls of {} ms", ours.latency),
        measured: format!(
            "{:.0} ms ({:.0}–{:.0})",
            measured.median, measured.low, measured.high
        ),
        promised: "≤ 4 calls + 20 ms",
        holds: measured.median <= 4.0 * ours.latency as f64 + 20.0,
    })
}

/// Without latency, the order of calls says little about who waited for whom.
fn round_trips(samples: &Samples, ours: &Case) -> Option<Limit> {
    let trips = samples.of(|case| case == ours, ROUND_TRIPS)?.median;
    Some(Limit {
        what: format!("{COMPARED}: round trips, one after another"),
        measured: format!("{trips:.0}"),
        promised: "≤ 4",
        holds: trips <= 4.0,
    })
}

fn memory(samples: &Samples, ours: &Case) -> Option<Limit> {
    let (ratio, rust, python) = compared(samples, ours, PEAK_MEMORY)?;
    Some(Limit {
        what: format!("{COMPARED}: peak memory, and that of Python"),
        measured: format!(
            "{:.1} MB, {:.1} MB: {}",
            rust / MEGABYTE,
            python / MEGABYTE,
            less(ratio)
        ),
        promised: "≤ 8 MB",
        holds: rust <= 8.0 * MEGABYTE,
    })
}

/// How many times less ours takes than the same in Python, and the medians of both.
fn compared(samples: &Samples, ours: &Case, measure: Measure) -> Option<(Spread, f64, f64)> {
    let python = Case {
        contender: "python",
        ..ours.clone()
    };
    let (ours, python) = (|case: &Case| case == ours, |case: &Case| *case == python);
    let ratio = samples.ratio(python, ours, measure)?;
    let (rust, python) = (samples.of(ours, measure)?, samples.of(python, measure)?);
    Some((ratio, rust.median, python.median))
}

/// `1/71 (1/65–1/80)`
fn less(ratio: Spread) -> String {
    format!(
        "1/{:.0} (1/{:.0}–1/{:.0})",
        ratio.median, ratio.low, ratio.high
    )
}
