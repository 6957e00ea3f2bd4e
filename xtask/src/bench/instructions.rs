//! Instructions, where valgrind is there to count them: a change shows on a busy machine, too.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::repository::{cargo, root, run};

/// Verdicts in the longer of two runs.
const VERDICTS: u64 = 200;
const COMMON: &str = r#"{"id":"1","expected_principal":"444455556666","external_id":"Org-5f2b.9@eu","trust_policy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"Org-5f2b.9@eu"}}}]}}"#;

/// What the program is called here; none: not installed.
pub(super) fn valgrind() -> Option<PathBuf> {
    let found = Command::new("sh")
        .args(["-c", "command -v valgrind"])
        .output();
    let path = String::from_utf8(found.ok()?.stdout).ok()?;
    (!path.trim().is_empty()).then(|| path.trim().into())
}

/// A function, and its instructions; as the bench wrote them, with that of one verdict.
pub(super) fn read(samples: &Path, valgrind: Option<&Path>) -> Result<Vec<Value>> {
    let document: Value = serde_json::from_str(&fs::read_to_string(samples)?)?;
    let mut counted = document["instructions"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    if let Some(valgrind) = valgrind {
        let verdict = verdict(valgrind)?;
        counted.push(
            json!({ "contender": "check_trust", "flow": "one verdict", "first_event": verdict }),
        );
    }
    Ok(counted)
}

/// What one more line costs `check_trust`.
fn verdict(valgrind: &Path) -> Result<u64> {
    run(&mut cargo([
        "build",
        "--release",
        "--quiet",
        "--package",
        "domain",
        "--example",
        "check_trust",
    ]))?;
    let (one, many) = (count(valgrind, 1)?, count(valgrind, 1 + VERDICTS)?);
    Ok((many - one) / VERDICTS)
}

fn count(valgrind: &Path, lines: u64) -> Result<u64> {
    let folder = root().join("target/bench");
    let input = folder.join("check_trust.jsonl");
    fs::write(
        &input,
        format!("{COMMON}\n").repeat(usize::try_from(lines)?),
    )?;
    let counted = folder.join("callgrind.out");
    let status = Command::new(valgrind)
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", counted.display()))
        .arg(root().join("target/release/examples/check_trust"))
        .stdin(fs::File::open(input)?)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .context("start valgrind")?;
    ensure!(
        status.success(),
        "check_trust under valgrind ended with {status}"
    );
    let text = fs::read_to_string(counted)?;
    let total = text.lines().find_map(|line| line.strip_prefix("totals:"));
    Ok(total.context("callgrind counted nothing")?.trim().parse()?)
}
