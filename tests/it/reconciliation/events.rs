//! The rule's event pattern against sample events, and what each event is taken for.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Value, json};

use super::{TIME_LEFT, with_role};
use crate::template::document::template;

/// File, whether the rule lets it through, and why the run is, as the report says.
const EVENTS: &[(&str, bool, &str)] = &[
    (
        "update-assume-role-policy",
        true,
        "iam-event UpdateAssumeRolePolicy",
    ),
    (
        "update-assume-role-policy-of-another-role",
        false,
        "iam-event UpdateAssumeRolePolicy",
    ),
    ("delete-role", true, "iam-event DeleteRole"),
    ("detach-role-policy", true, "iam-event DetachRolePolicy"),
    ("delete-role-policy", true, "iam-event DeleteRolePolicy"),
    ("tag-role", false, "iam-event TagRole"),
    ("detach-user-policy", true, "iam-event DetachUserPolicy"),
    ("update-access-key", true, "iam-event UpdateAccessKey"),
    ("delete-access-key", true, "iam-event DeleteAccessKey"),
    (
        "delete-access-key-of-another-user",
        false,
        "iam-event DeleteAccessKey",
    ),
    ("schedule", false, "schedule"),
    ("invocation", false, "invocation"),
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
    for (name, _, trigger) in EVENTS {
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
    let used: BTreeSet<String> = EVENTS.iter().map(|(name, ..)| (*name).to_owned()).collect();
    assert_eq!(files, used);
}

#[test]
fn the_rule_lets_through_what_concerns_this_role_or_user_and_nothing_else() {
    let rule = &template()["Resources"]["IamChanges"]["Properties"];
    for role_arn in [
        "",
        "arn:aws:iam::123456789012:role/qovery-role",
        "arn:aws:iam::123456789012:role/teams/platform/qovery-role",
    ] {
        let pattern = resolved(&rule["EventPattern"], role_arn);
        for (name, passes, _) in EVENTS {
            assert_eq!(
                matches(&pattern, &event(name)),
                *passes,
                "{name}: {pattern}"
            );
        }
    }
}

/// Source: EventBridge user guide, "Event patterns": a list holds the values that a field may
/// have, `$or` the patterns of which one must match.
fn matches(pattern: &Value, event: &Value) -> bool {
    match pattern {
        Value::Object(fields) => fields.iter().all(|(name, wanted)| match name.as_str() {
            "$or" => wanted
                .as_array()
                .is_some_and(|any| any.iter().any(|one| matches(one, event))),
            name => event.get(name).is_some_and(|field| matches(wanted, field)),
        }),
        Value::Array(values) => values.contains(event),
        _ => false,
    }
}

/// With the parameters put in: this `RoleArn`, and the names that the sample events have.
fn resolved(pattern: &Value, role_arn: &str) -> Value {
    let part = |part: &Value| resolved(part, role_arn);
    let Value::Object(fields) = pattern else {
        return match pattern {
            Value::Array(items) => items.iter().map(part).collect(),
            scalar => scalar.clone(),
        };
    };
    match fields.iter().next() {
        Some((function, argument)) if function == "!Ref" => match argument.as_str() {
            Some("RoleArn") => json!(role_arn),
            Some("RoleName") => json!("qovery-role"),
            Some("UserName") => json!("qovery"),
            other => panic!("another parameter: {other:?}"),
        },
        Some((function, argument)) if function == "!If" => {
            assert_eq!(argument[0], "MakesRole");
            part(&argument[if role_arn.is_empty() { 1 } else { 2 }])
        }
        Some((function, argument)) if function == "!Split" => {
            let text = part(&argument[1]);
            let separator = argument[0].as_str().expect("a separator");
            json!(
                text.as_str()
                    .expect("a text")
                    .split(separator)
                    .collect::<Vec<_>>()
            )
        }
        _ => fields
            .iter()
            .map(|(name, field)| (name.clone(), part(field)))
            .collect(),
    }
}
