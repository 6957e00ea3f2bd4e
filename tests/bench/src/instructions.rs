//! Instructions, which are the same on a busy machine and on an idle one.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use serde::Serialize;
use support::{
    cloud::Cloud,
    lambda::Sandbox,
    repository::{self, cargo, run},
    tls::Authority,
};

use crate::{callgrind::Callgrind, contender::Contender, prepare::Places};

/// Verdicts in the longer of two runs.
const VERDICTS: u64 = 200;
const COMMON: &str = r#"{"id":"1","expected_principal":"444455556666","external_id":"Org-5f2b.9@eu","trust_policy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"Org-5f2b.9@eu"}}}]}}"#;

/// The instructions of one program.
#[derive(Debug, Serialize)]
pub(crate) struct Count {
    pub(crate) contender: &'static str,
    pub(crate) function: &'static str,
    pub(crate) flow: &'static str,
    /// From the start until it asks for its first event; `None` for what takes no events.
    pub(crate) to_poll: Option<u64>,
    /// From its first event until it asks for the next one.
    pub(crate) first_event: u64,
}

/// Counts each contender, and one verdict. Without Python: its thousands of millions take minutes
/// to count, and are not ours. Counts nothing where valgrind is not installed.
pub(crate) fn count(
    contenders: &[Contender],
    authority: &Authority,
    places: &Places,
) -> Result<Vec<Count>> {
    let Some(callgrind) = Callgrind::find(&places.output) else {
        return Ok(Vec::new());
    };
    let ours = contenders.iter().filter(|one| one.name != "python");
    let counts = ours.map(|contender| {
        let to_poll = until(0, contender, &callgrind, authority, places)?;
        let first = until(1, contender, &callgrind, authority, places)?;
        Ok(Count {
            contender: contender.name,
            function: contender.flow.function,
            flow: contender.flow.name,
            to_poll: Some(to_poll),
            first_event: first.saturating_sub(to_poll),
        })
    });
    let verdict = || {
        Ok(Count {
            contender: "check_trust",
            function: "",
            flow: "one verdict",
            to_poll: None,
            first_event: verdict(&callgrind, &places.output)?,
        })
    };
    counts.chain(std::iter::once_with(verdict)).collect()
}

/// From the start, over so many events, to the end.
fn until(
    events: usize,
    contender: &Contender,
    callgrind: &Callgrind,
    authority: &Authority,
    places: &Places,
) -> Result<u64> {
    let cloud = Cloud::start(authority, Duration::ZERO)?;
    let script = (contender.flow.arrange)(&cloud);
    let program = callgrind.program(&contender.program);
    let environment = [&contender.environment[..], &script.environment].concat();
    let log = places.output.join("logs/callgrind.log");
    let mut sandbox = Sandbox::start(&program, &environment, &log)?;
    for event in script.events.iter().take(events) {
        sandbox.invoke(event)?;
    }
    sandbox.end()?;
    callgrind.total()
}

/// What one more line costs `check_trust`.
fn verdict(callgrind: &Callgrind, output: &Path) -> Result<u64> {
    let mut build = cargo(["build", "--release", "--quiet", "--package", "domain"]);
    run(build.args(["--example", "check_trust"]))?;
    let one = verdicts(1, callgrind, output)?;
    let many = verdicts(1 + VERDICTS, callgrind, output)?;
    Ok((many - one) / VERDICTS)
}

fn verdicts(lines: u64, callgrind: &Callgrind, output: &Path) -> Result<u64> {
    let input = output.join("check_trust.jsonl");
    let text = format!("{COMMON}\n").repeat(usize::try_from(lines)?);
    fs::write(&input, text)?;
    let example = repository::root().join("target/release/examples/check_trust");
    let program = callgrind.program(&[example.into()]);
    let status = Command::new(&program[0])
        .args(&program[1..])
        .stdin(fs::File::open(input)?)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .context("start valgrind")?;
    ensure!(status.success(), "check_trust under valgrind: {status}");
    callgrind.total()
}
