//! What an operator reads, as columns.

use anyhow::{Result, ensure};
use console::style;
use serde_json::Value;
use support::{
    cloudformation::{StackEvent, StackResult},
    package::Package,
    terminal::{self, Stopwatch},
};

use crate::{
    page,
    stage::{ORGANIZATION, STACK, Stage},
};

/// Something that is there now.
pub(crate) fn ready(name: &str, what: &str) {
    terminal::line(&format!("  {} {name:<11}{what}", style("✓").green()));
}

/// Each function and the size of what is deployed.
pub(crate) fn packages(packages: &[Package]) -> Result<Vec<String>> {
    let one = |package: &Package| {
        let name = package
            .zip
            .file_name()
            .unwrap_or_default()
            .display()
            .to_string();
        Ok(format!(
            "{name} {}",
            terminal::bytes(package.zip.metadata()?.len())
        ))
    };
    packages.iter().map(one).collect()
}

/// Time that goes by.
pub(crate) fn days(count: u32) {
    let days = match count {
        1 => "A day goes by".to_owned(),
        many => format!("{many} days go by"),
    };
    terminal::line(&format!(
        "\n  {} {}\n",
        style("⧗").yellow(),
        style(days).bold()
    ));
}

/// What the operator types.
pub(crate) fn command(verb: &str, options: &str, parameters: &[(&str, &str)]) {
    let command = format!("aws cloudformation {verb} --stack-name {STACK} {options}");
    page::command(command.trim_end());
    let width = parameters
        .iter()
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or(0);
    for (name, value) in parameters {
        terminal::line(&format!("      {name:<width$}  {value}"));
    }
    terminal::line("");
}

/// One line of the stack's history; in full why something failed. What is over in a moment is
/// shown when it is done.
pub(crate) fn event(watch: Stopwatch, event: &StackEvent) {
    if is_noise(event) {
        return;
    }
    let status = style(format!("{:<27}", event.status));
    let status = match &event.status {
        ended if ended.ends_with("_FAILED") => status.red(),
        undone if undone.contains("ROLLBACK") => status.yellow(),
        done if done.ends_with("_COMPLETE") => status.green(),
        _ => status.dim(),
    };
    let kind = style(&event.resource_type).dim();
    let (time, name) = (watch.to_string(), &event.logical_id);
    terminal::line(&format!("  {time:>7}  {status}  {name:<40}  {kind}"));
    if event.status.ends_with("_FAILED") && event.logical_id != STACK {
        reason(&event.reason);
    }
}

fn is_noise(event: &StackEvent) -> bool {
    let is_slow = event.logical_id == STACK || event.resource_type.starts_with("Custom::");
    let is_start = event.status.ends_with("_IN_PROGRESS") && !is_slow;
    is_start || event.status.contains("CLEANUP")
}

/// A reason with its findings, and what to do about it.
pub(crate) fn reason(text: &str) {
    for line in text.lines() {
        for part in page::wrapped(line, 88) {
            let part = if line.starts_with("hint:") {
                style(part).yellow()
            } else {
                style(part)
            };
            terminal::line(&format!("           {part}"));
        }
    }
}

/// Fails unless the operation ended as it must; says what that means.
pub(crate) fn ended(result: &StackResult, status: &str, meaning: &str) -> Result<()> {
    terminal::line("");
    let actual = &result.status;
    ensure!(
        actual == status,
        "the stack is {actual}, not {status}: {}",
        result.failure()
    );
    terminal::done(&format!("{status}: {meaning}."));
    Ok(())
}

/// What the function answered: the verdict, and the findings that did not stop it.
pub(crate) fn answer(answer: &Value) {
    page::subheading("What the function found");
    let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
    pairs(&[
        ("trust policy", text("verdict")),
        ("answer", text("status")),
        ("findings", findings(&text("reason"))),
    ]);
}

/// The reason is a headline, and the findings behind it.
fn findings(reason: &str) -> String {
    match reason.split_once(':') {
        Some((_headline, findings)) => findings.trim().to_owned(),
        None => "none".to_owned(),
    }
}

/// What the Qovery console would show. Of a key its id alone.
pub(crate) fn held(stage: &Stage) -> Result<()> {
    page::subheading("What Qovery holds");
    let all: Value = serde_json::from_str(&stage.qovery.snapshot())?;
    let organization = &all[ORGANIZATION];
    let credentials = organization["credentials"]
        .as_object()
        .into_iter()
        .flatten();
    let mut is_empty = true;
    for (id, held) in credentials {
        is_empty = false;
        let text = |name: &str| held[name].as_str().unwrap_or_default().to_owned();
        pairs(&[
            ("id", id.clone()),
            ("name", text("name")),
            ("role", text("role_arn")),
            ("key", text("access_key_id")),
            ("clusters", linked(organization, id)),
        ]);
    }
    if is_empty {
        terminal::line("    nothing");
    }
    Ok(())
}

/// The requests that changed something at Qovery after the first `since` requests.
pub(crate) fn changes(stage: &Stage, since: usize) {
    page::subheading("What changed at Qovery");
    let requests = stage.qovery.requests().into_iter().skip(since);
    for request in requests.filter(|request| request.method != "GET") {
        let status = request
            .status()
            .map_or_else(String::new, |it| it.to_string());
        terminal::line(&format!(
            "    {} {}  {status}",
            request.method, request.path
        ));
    }
}

fn linked(organization: &Value, credentials: &str) -> String {
    let clusters = organization["clusters"].as_object().into_iter().flatten();
    let linked = clusters.filter(|(_, cluster)| cluster["credentials_id"] == credentials);
    let names: Vec<_> = linked
        .filter_map(|(_, cluster)| cluster["name"].as_str())
        .collect();
    names.join(", ")
}

/// The outputs of the stack.
pub(crate) fn outputs(result: &StackResult) {
    page::subheading("What the stack hands back");
    let rows: Vec<(&str, String)> = result
        .outputs
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    pairs(&rows);
}

fn pairs(rows: &[(&str, String)]) {
    let rows = rows.iter().filter(|(_, value)| !value.is_empty());
    for (name, value) in rows {
        terminal::line(&format!(
            "    {}{value}",
            style(format!("{name:<22}")).dim()
        ));
    }
}
