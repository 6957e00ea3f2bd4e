//! The template without a transform.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use support::toolbox::{self, Python};

const TRANSLATE: &str = include_str!("translate.py");

/// Expands `AWS::Serverless` resources with the pinned translator, which is the library that
/// CloudFormation's own transform runs: the names of resources are the same, so a stack can go from
/// one to the other. A template without a transform comes back as it is.
pub fn flatten(template: &Value) -> Result<Value> {
    if template["Transform"].is_null() {
        return Ok(template.clone());
    }
    // The emulator's: what it expands itself and what is expanded here come from one library.
    let python = toolbox::python(Python::Emulator)?.join("python");
    let mut child = Command::new(python)
        .args(["-c", TRANSLATE])
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("start the translator")?;
    let mut stdin = child.stdin.take().context("the translator has no stdin")?;
    stdin.write_all(template.to_string().as_bytes())?;
    drop(stdin);
    let output = child.wait_with_output()?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "the translator failed: {stderr}");
    serde_json::from_slice(&output.stdout).context("read what the translator wrote")
}
