//! A rotation, shown from the function's own log while it runs.

use std::{thread::sleep, time::Duration};

use anyhow::{Result, bail};
use console::style;
use serde_json::Value;
use support::{
    aws::AwsError,
    stored_key::{Rotation, StoredKey},
    terminal,
};

use crate::{log::Log, show, stage::Stage};

const POLL: Duration = Duration::from_millis(100);
/// Polls: with their calls at least a minute.
const MOST_POLLS: u32 = 300;

/// What became of a rotation.
#[derive(Debug, Default)]
pub(crate) struct Attempt {
    /// The steps that were started.
    pub(crate) steps: Vec<String>,
    /// What was done in them: the function's own names.
    pub(crate) actions: Vec<String>,
    /// Why it broke off.
    pub(crate) error: Option<String>,
}

/// Starts a rotation and shows it until it ends, well or not.
pub(crate) fn watch(
    stage: &Stage,
    start: impl FnOnce(&StoredKey) -> Result<Rotation, AwsError>,
) -> Result<Attempt> {
    let mut log = Log::open(stage, "RotationFunctionLogs")?;
    let rotation = start(&stage.stored_key()?)?;
    let mut attempt = Attempt::default();
    for _ in 0..MOST_POLLS {
        // Asked first: what is read from the log after it is complete.
        let has_ended = rotation.has_ended()?;
        for record in log.news()? {
            attempt.show(&record);
        }
        if has_ended || attempt.error.is_some() {
            return Ok(attempt);
        }
        sleep(POLL);
    }
    bail!("the rotation does not end: {attempt:?}");
}

impl Attempt {
    fn show(&mut self, record: &Value) {
        let text = |name: &str| record[name].as_str().unwrap_or_default();
        let step = text("rotation.step");
        // A stack that was just deployed tests its secret: that may come late.
        if self.steps.is_empty() && step != "createSecret" {
            return;
        }
        let time = text("timestamp").get(11..23).unwrap_or_default();
        match (text("message"), text("error_type")) {
            ("started", _) => {
                terminal::line(&format!("  {time}  {}", style(step).bold()));
                self.steps.push(step.to_owned());
            }
            ("done", _) => {
                let action = head(text("action"));
                let outcome = style(brought(text("outcome"))).dim();
                terminal::line(format!("  {time}    {action:<18}{outcome}").trim_end());
                self.actions.push(action.to_owned());
            }
            // The runtime logs every error once more, without its type.
            (_, "") => {}
            (error, error_type) => {
                terminal::line(&format!("  {time}    {}", style(error_type).red()));
                show::reason(error);
                self.error = Some(error.to_owned());
            }
        }
    }
}

/// `CreateAccessKey` of `CreateAccessKey(VersionId("…"))`
fn head(debug: &str) -> &str {
    debug.split(['(', ' ']).next().unwrap_or_default()
}

/// The outcome, where it is more than that it was done, in a few words.
fn brought(outcome: &str) -> &str {
    match outcome {
        "Done" => "",
        long if long.contains('{') => head(long),
        short => short,
    }
}
