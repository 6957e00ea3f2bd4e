//! Metrics as log lines.

use std::collections::BTreeMap;

use serde_json::json;

use super::FleetReport;
use crate::{
    finding::Code,
    reconciliation::{ChangeOutcome, Notification, document},
};

/// One document for the whole, and one for each code that was found.
#[must_use]
pub fn documents(report: &FleetReport) -> Vec<String> {
    let mut by_code: BTreeMap<Code, usize> = BTreeMap::new();
    for (_, found) in report.all_findings() {
        *by_code.entry(found.finding.code).or_default() += 1;
    }
    let mut documents = vec![of_fleet(report)];
    documents.extend(by_code.iter().map(|(code, findings)| {
        let dimensions = [("Stack", report.stack.as_str()), ("Code", code.as_str())];
        document(report.at, &dimensions, &[("Findings", json!(findings))])
    }));
    documents
}

fn of_fleet(report: &FleetReport) -> String {
    let failed = report.all_changes();
    let failed = failed.filter(|(_, change)| change.outcome == ChangeOutcome::Failed);
    let is_unsent = report.notification == Notification::Failed;
    let standings = report.standings;
    let metrics = [
        ("Accounts", json!(report.accounts.len())),
        ("ConnectedAccounts", json!(standings.connected)),
        ("AccountsWithFindings", json!(standings.finding)),
        ("UnknownAccounts", json!(standings.unknown)),
        ("UnconnectedAccounts", json!(standings.not_connected)),
        ("UnknownLists", json!(report.unknown.len())),
        ("Findings", json!(report.all_findings().count())),
        ("LinkedClusters", json!(report.clusters())),
        ("Changes", json!(report.all_changes().count())),
        ("FailedChanges", json!(failed.count())),
        ("FailedNotifications", json!(u8::from(is_unsent))),
    ];
    document(report.at, &[("Stack", &report.stack)], &metrics)
}
