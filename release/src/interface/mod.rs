//! What operators, their scripts and their stacks hold on to from one release to the next.
//!
//! A stack goes from every release to every other one of the same line and back: its parameters keep
//! their values, its outputs their readers, and nothing that Qovery uses is replaced.

mod kept;
mod meaning;
mod parameters;
mod reach;
mod resources;
mod rules;

use serde_json::Value;

use crate::Version;

pub use kept::last;
pub use resources::REPLACING;

/// The output that says which release it is.
const VERSION: &str = "Version";
/// What a publisher's buckets are called, up to the account.
const PUBLISHER: &str = "qovery-aws-connect-";

/// What a release takes away from a stack of the one before it. Nothing where a stack can go there
/// and back.
#[must_use]
pub fn breaks(last: &Value, this: &Value) -> Vec<String> {
    let mut breaks = parameters::breaks(&last["Parameters"], &this["Parameters"]);
    breaks.extend(rules::breaks(last, this));
    breaks.extend(outputs(last, this));
    breaks.extend(reach::breaks(last, this));
    breaks.extend(resources::breaks(last, this));
    breaks
}

/// Whether a version may break what the one before it promised: a major one, or below 1.0.0 a minor
/// one. It has to say so, under `### Upgrade` in its section of the changelog.
#[must_use]
pub fn may_break(last: &Version, this: &Version, changelog: &str) -> bool {
    let is_another_line = match (last.major, this.major) {
        (0, 0) => last.minor != this.minor,
        (last, this) => last != this,
    };
    let section = changelog
        .split("\n## ")
        .find(|section| section.starts_with(&format!("{this} ")));
    is_another_line && section.is_some_and(|section| section.contains("\n### Upgrade\n"))
}

fn outputs(last: &Value, this: &Value) -> Vec<String> {
    let mut breaks = Vec::new();
    for (name, before) in last["Outputs"].as_object().into_iter().flatten() {
        let Some(after) = this["Outputs"].get(name) else {
            breaks.push(format!("output {name} is gone"));
            continue;
        };
        let condition =
            |output: &Value, template: &Value| meaning::condition(&output["Condition"], template);
        if condition(before, last) != condition(after, this) {
            breaks.push(format!("output {name} is there on another condition"));
        }
        if name != VERSION && value_of(before, last) != value_of(after, this) {
            breaks.push(format!("output {name} has another value"));
        }
    }
    breaks
}

/// What an output comes to, in every release alike: each names its own version, and the bucket of
/// whoever published it.
fn value_of(output: &Value, template: &Value) -> String {
    let value = meaning::value(&output["Value"], template).to_string();
    let version = template["Outputs"][VERSION]["Value"].as_str();
    let value = value.replace(&format!("/v{}/", version.unwrap_or_default()), "/v/");
    let mut parts = value.split(PUBLISHER);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let rest = part.trim_start_matches(|letter: char| letter.is_ascii_digit());
        text + PUBLISHER + rest
    })
}

#[cfg(test)]
mod tests;
