//! `cargo xtask invoke <event>`: a sample event, handed to its function in a world in memory.

use std::{
    fs,
    future::Future,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use anyhow::{Context, Result, anyhow, bail};
use application::identities::OwnStack;
use console::style;
use serde_json::Value;
use support::{ORGANIZATION, repository, terminal, world::World};
use tokio::runtime::Builder;

mod custom_resource;
mod fleet;
mod reconciliation;
mod rotation;

/// The name and role of the sample events.
const NAME: &str = "aws-123456789012";
const ROLE: &str = "arn:aws:iam::123456789012:role/qovery-role";
const TOKEN: &str = "qov_sample";
const TOKEN_SECRET: &str =
    "arn:aws:secretsmanager:eu-west-3:123456789012:secret:qovery-api-token-AbCdEf";

const STACK: &str = "arn:aws:cloudformation:eu-west-3:123456789012:stack/qovery/51af3dc0-da77-11e4-872e-1234567db123";
const PERMISSIONS: &str = "arn:aws:iam::123456789012:policy/qovery-QoveryPermissions-1A2B3C";

/// The stack as its template configures the functions.
fn own_stack() -> Result<OwnStack> {
    Ok(OwnStack {
        id: STACK.parse()?,
        permissions: PERMISSIONS.parse()?,
        grace: Duration::from_hours(7 * 24),
    })
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let invoked = match &arguments[..] {
        [] => list(),
        [event] => run(event),
        more => Err(anyhow!("one event at a time, not {}", more.len())),
    };
    terminal::exit_code(invoked)
}

/// Names the events.
fn list() -> Result<()> {
    terminal::heading("Events");
    for folder in sorted(&events())? {
        for event in sorted(&folder)? {
            let name = event.with_extension("");
            let name = name.strip_prefix(events()).unwrap_or(&name);
            terminal::line(&format!("  cargo xtask invoke {}", name.display()));
        }
    }
    Ok(())
}

/// Runs the function that an event belongs to, with that event.
fn run(name: &str) -> Result<()> {
    let path = events().join(name).with_extension("json");
    let text = fs::read_to_string(&path)
        .with_context(|| format!("there is no event `{name}`: `cargo xtask invoke` lists them"))?;
    let event: Value = serde_json::from_str(&text)?;
    match name.split_once('/') {
        Some(("custom-resource", _)) => block_on(custom_resource::invoke(event)),
        Some(("fleet", _)) => block_on(fleet::invoke(event)),
        Some(("reconciliation", _)) => block_on(reconciliation::invoke(event)),
        Some(("rotation", _)) => block_on(rotation::invoke(event)),
        _ => bail!("`{name}` belongs to no function that can be invoked here"),
    }
}

/// Waiting takes no time: when nothing else is to do, the clock is moved on.
fn block_on(invocation: impl Future<Output = Result<()>>) -> Result<()> {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()?;
    runtime.block_on(invocation)
}

/// Every call, those that change something marked.
fn show_calls(world: &World) {
    terminal::heading("Calls");
    for call in world.calls() {
        let mark = if call.is_effect { "changes" } else { "" };
        let operation = format!("{:<50}", call.operation);
        let mark = style(format!("{mark:<9}")).yellow();
        terminal::line(&format!(
            "  {mark}{operation}{}",
            style(&call.resource).dim()
        ));
    }
}

fn events() -> PathBuf {
    repository::root().join("events")
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut paths = entries.collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
