//! What is promised, and whether it holds.

use serde::Serialize;
use support::terminal;

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
        .filter_map(|case| against_python(samples, &case))
        .flatten();
    let sizes = places.packages.iter().map(|package| {
        let size = package.zip.metadata().map_or(u64::MAX, |data| data.len());
        Limit {
            what: format!("zip of {}", package.code_uri),
            measured: terminal::bytes(size),
            promised: "≤ 4 MB",
            holds: size <= 4_000_000,
        }
    });
    let verdict = decisions
        .iter()
        .find(|one| one.name == VERDICT)
        .map(|one| Limit {
            what: "one trust verdict".to_owned(),
            measured: one.median.clone(),
            promised: "≤ 20 µs",
            holds: one.microseconds().is_some_and(|median| median <= 20.0),
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

fn start(samples: &Samples, function: &str) -> Option<Limit> {
    let ours = |case: &Case| case.contender == "rust" && case.function == function;
    let echo = |case: &Case| case.contender == "echo";
    let (rust, floor) = (samples.of(ours, TO_POLL)?, samples.of(echo, TO_POLL)?);
    let ratio = samples.ratio(ours, echo, TO_POLL)?;
    Some(Limit {
        what: format!("{function}: start → first poll, against `echo`"),
        measured: format!(
            "{:.1} × ({:.1}–{:.1}): {:.1} ms, {:.1} ms",
            ratio.median, ratio.low, ratio.high, rust.median, floor.median
        ),
        promised: "≤ 3 ×",
        holds: ratio.median <= 3.0,
    })
}

fn against_python(samples: &Samples, ours: &Case) -> Option<Vec<Limit>> {
    let mut limits = vec![cold(samples, ours)?, memory(samples, ours)?];
    // Without latency, the order of calls says little about who waited for whom.
    if ours.latency > 0 {
        let trips = samples.of(|case| case == ours, ROUND_TRIPS)?.median;
        limits.push(Limit {
            what: format!("{COMPARED}: round trips, one after another"),
            measured: format!("{trips:.0}"),
            promised: "≤ 4",
            holds: trips <= 4.0,
        });
    }
    Some(limits)
}

fn cold(samples: &Samples, ours: &Case) -> Option<Limit> {
    let (ratio, rust, python) = compared(samples, ours, COLD)?;
    Some(Limit {
        what: format!(
            "{COMPARED}: start → answer, calls of {} ms, against Python",
            ours.latency
        ),
        measured: format!("{}: {rust:.0} ms, {python:.0} ms", less(ratio)),
        promised: "≤ 1/15",
        holds: ratio.median >= 15.0,
    })
}

fn memory(samples: &Samples, ours: &Case) -> Option<Limit> {
    let (ratio, rust, python) = compared(samples, ours, PEAK_MEMORY)?;
    Some(Limit {
        what: format!(
            "{COMPARED}: peak memory, calls of {} ms, against Python",
            ours.latency
        ),
        measured: format!(
            "{}: {:.1} MB, {:.1} MB",
            less(ratio),
            rust / MEGABYTE,
            python / MEGABYTE
        ),
        promised: "≤ 1/4, < 16 MB",
        holds: ratio.median >= 4.0 && rust < 16.0 * MEGABYTE,
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
