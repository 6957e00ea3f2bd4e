//! Instructions, counted: they are the same on a busy machine and on an idle one.

use std::{ffi::OsString, fs, path::Path, time::Duration};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use support::{cloud::Cloud, lambda::Sandbox, tls::Authority};

use crate::contender::Contender;

/// Of each contender's first event: those until it asks for it, and those until it asks for the
/// next one. Without Python: its thousands of millions take minutes to count, and are not ours.
pub(crate) fn count(
    contenders: &[Contender],
    valgrind: &Path,
    authority: &Authority,
    output: &Path,
) -> Result<Vec<Value>> {
    let ours = contenders.iter().filter(|one| one.name != "python");
    let counted = ours.map(|contender| {
        let to_poll = run(contender, 0, valgrind, authority, output)?;
        let first = run(contender, 1, valgrind, authority, output)?;
        Ok(json!({
            "contender": contender.name,
            "function": contender.flow.function,
            "flow": contender.flow.name,
            "to_poll": to_poll,
            "first_event": first.saturating_sub(to_poll),
        }))
    });
    counted.collect()
}

/// From the start, over so many events, to the end.
fn run(
    contender: &Contender,
    events: usize,
    valgrind: &Path,
    authority: &Authority,
    output: &Path,
) -> Result<u64> {
    let cloud = Cloud::start(authority, Duration::ZERO)?;
    let script = (contender.flow.arrange)(&cloud);
    let file = output.join("callgrind.out");
    let mut program: Vec<OsString> = vec![
        valgrind.into(),
        "--tool=callgrind".into(),
        format!("--callgrind-out-file={}", file.display()).into(),
    ];
    program.extend(contender.program.iter().cloned());
    let environment = [&contender.environment[..], &script.environment].concat();
    let mut sandbox = Sandbox::start(&program, &environment, &output.join("logs/callgrind.log"))?;
    for event in script.events.iter().take(events) {
        sandbox.invoke(event)?;
    }
    sandbox.end()?;
    total(&fs::read_to_string(&file)?).context("callgrind counted nothing")
}

/// Source: valgrind's manual, "Callgrind Format Specification".
fn total(counted: &str) -> Option<u64> {
    let line = |name| counted.lines().find_map(|line| line.strip_prefix(name));
    line("totals:")?.trim().parse().ok()
}
