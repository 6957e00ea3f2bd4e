//! What each sample event is taken for. Which of them the rule lets through: `template::iam_changes`.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;

use super::{TIME_LEFT, with_role};

/// File, and what started the run, as the report says.
const EVENTS: &[(&str, &str)] = &[
    (
        "update-assume-role-policy",
        "iam-event UpdateAssumeRolePolicy",
    ),
    (
        "update-assume-role-policy-of-another-role",
        "iam-event UpdateAssumeRolePolicy",
    ),
    ("delete-role", "iam-event DeleteRole"),
    ("detach-role-policy", "iam-event DetachRolePolicy"),
    ("delete-role-policy", "iam-event DeleteRolePolicy"),
    ("tag-role", "iam-event TagRole"),
    ("detach-user-policy", "iam-event DetachUserPolicy"),
    ("update-access-key", "iam-event UpdateAccessKey"),
    ("delete-access-key", "iam-event DeleteAccessKey"),
    (
        "delete-access-key-of-another-user",
        "iam-event DeleteAccessKey",
    ),
    ("schedule", "schedule"),
    ("invocation", "invocation"),
];

fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn event(name: &str) -> Value {
    let path = repository().join("events/reconciliation").join(name);
    let text = fs::read_to_string(path.with_extension("json")).expect("a sample event");
    serde_json::from_str(&text).expect("a sample event is JSON")
}

#[tokio::test(start_paused = true)]
async fn every_sample_event_starts_a_run_that_says_why_it_is() {
    for (name, trigger) in EVENTS {
        let (world, config) = with_role();
        let now = || world.now();
        let report = reconciliation::handle(&event(name), &world, &config, &now, TIME_LEFT).await;
        assert_eq!(report.trigger, *trigger, "{name}");
    }
}

#[test]
fn every_sample_event_is_on_record() {
    let files: BTreeSet<String> = fs::read_dir(repository().join("events/reconciliation"))
        .expect("the folder is there")
        .filter_map(|entry| entry.ok()?.path().file_stem()?.to_str().map(str::to_owned))
        .collect();
    let used: BTreeSet<String> = EVENTS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(files, used);
}
