//! Metrics as log lines.
//!
//! Source: CloudWatch user guide, "Specification: Embedded metric format".

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::{ChangeOutcome, Notification, Report};
use crate::finding::Code;
use crate::trust::Verdict;

/// Where the metrics are found in `CloudWatch`.
const NAMESPACE: &str = "QoveryAwsConnect";

/// One document for the stack, and one for each code that was found.
#[must_use]
pub fn documents(report: &Report) -> Vec<String> {
    let by_code = by_code(report);
    let mut documents = vec![of_stack(report, by_code.values().sum())];
    documents.extend(by_code.iter().map(|(code, findings)| {
        let metrics = [("Findings", json!(findings))];
        let dimensions = [("Stack", report.stack.as_str()), ("Code", code.as_str())];
        document(report.at, &dimensions, &metrics)
    }));
    documents
}

fn of_stack(report: &Report, findings: usize) -> String {
    let changes = report.changes.iter();
    let failed = changes.filter(|change| change.outcome == ChangeOutcome::Failed);
    let mut metrics = vec![
        ("Findings", json!(findings)),
        ("UnknownChecks", json!(report.unknown_checks())),
        ("LinkedClusters", json!(report.clusters.len())),
        ("Changes", json!(report.changes.len())),
        ("FailedChanges", json!(failed.count())),
        (
            "FailedNotifications",
            json!(u8::from(report.notification == Notification::Failed)),
        ),
    ];
    if let Some(verdict) = report.verdict {
        metrics.push(("Trusted", json!(u8::from(verdict == Verdict::Trusted))));
    }
    let current = report.keys.iter().find(|key| key.role == "current");
    if let Some(key) = current {
        metrics.push(("KeyAgeDays", json!(key.age_days)));
    }
    let due = report
        .rotation
        .as_ref()
        .and_then(|seen| seen.next_rotation_at);
    if let Some(due) = due {
        metrics.push(("DaysToRotation", json!((due - report.at).whole_days())));
    }
    document(report.at, &[("Stack", &report.stack)], &metrics)
}

fn by_code(report: &Report) -> BTreeMap<Code, usize> {
    let mut by_code = BTreeMap::new();
    for found in report.checks.iter().flat_map(|check| &check.findings) {
        *by_code.entry(found.finding.code).or_default() += 1;
    }
    by_code
}

/// One document in the embedded metric format.
pub(crate) fn document(
    at: OffsetDateTime,
    dimensions: &[(&str, &str)],
    metrics: &[(&str, Value)],
) -> String {
    let names: Vec<&str> = dimensions.iter().map(|(name, _)| *name).collect();
    let definitions: Vec<Value> = metrics
        .iter()
        .map(|(name, _)| json!({ "Name": name }))
        .collect();
    let mut document = Map::new();
    let milliseconds = at.unix_timestamp().saturating_mul(1000);
    document.insert(
        "_aws".to_owned(),
        json!({
            "Timestamp": milliseconds,
            "CloudWatchMetrics": [{
                "Namespace": NAMESPACE,
                "Dimensions": [names],
                "Metrics": definitions,
            }],
        }),
    );
    let values = dimensions.iter().map(|(name, value)| (*name, json!(value)));
    for (name, value) in values.chain(metrics.iter().cloned()) {
        document.insert(name.to_owned(), value);
    }
    Value::Object(document).to_string()
}
