//! The report as a person reads it: how many accounts stand how, then each thing that is wrong with
//! the accounts that have it.

use std::collections::BTreeMap;

use super::{FleetReport, Row, Standing};
use crate::{
    finding::Code,
    message::cut,
    reconciliation::{count, mail_subject},
};

/// As many accounts are named under one heading. The log and the JSON have all of them.
const NAMED: usize = 10;

impl FleetReport {
    /// One line: the stack, and the number of accounts, findings and unknowns.
    #[must_use]
    pub fn headline(&self) -> String {
        let mut parts = vec![
            count(self.accounts.len(), "account"),
            count(self.all_findings().count(), "finding"),
        ];
        let unknown = self.standings.unknown + self.unknown.len();
        if unknown > 0 {
            parts.push(format!("{unknown} unknown"));
        }
        let changes = self.all_changes().count();
        if changes > 0 {
            parts.push(count(changes, "change"));
        }
        if self.dry_run {
            parts.push("dry run".to_owned());
        }
        format!("Qovery fleet of `{}`: {}", self.stack, parts.join(", "))
    }

    /// The headline as a mail's subject.
    #[must_use]
    pub fn subject(&self) -> String {
        mail_subject(&self.headline())
    }

    /// The whole in words, at most `budget` bytes.
    #[must_use]
    pub fn to_text(&self, budget: usize) -> String {
        let mut text = Text(format!("{}\n", self.headline()));
        text.line(&self.standing_of_all());
        self.write_changes(&mut text);
        self.write_findings(&mut text);
        self.write_unknown(&mut text);
        let accounts = self.accounts.iter();
        let apart = accounts.filter(|row| row.standing == Standing::NotConnected);
        text.group("not connected", &apart.map(who).collect::<Vec<_>>());
        cut(text.0.trim_end(), budget)
    }

    fn standing_of_all(&self) -> String {
        let all = self.standings;
        let counts = [
            (all.connected, "connected"),
            (all.finding, "with findings"),
            (all.unknown, "unknown"),
            (all.not_connected, "not connected"),
            (all.ended, "ended"),
        ];
        let counts = counts.iter().filter(|(number, _)| *number > 0);
        let mut parts: Vec<String> = counts
            .map(|(number, standing)| format!("{number} {standing}"))
            .collect();
        parts.push(count(self.clusters(), "linked cluster"));
        parts.join(", ")
    }

    fn write_changes(&self, text: &mut Text) {
        let mut by_outcome: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (row, change) in self.all_changes() {
            let error = change.error.as_ref();
            let error = error.map(|error| format!(": {error}")).unwrap_or_default();
            let line = format!("{}: {}{error}", who(row), change.what);
            by_outcome
                .entry(change.outcome.as_str())
                .or_default()
                .push(line);
        }
        for (outcome, lines) in by_outcome {
            text.group(outcome, &lines);
        }
    }

    /// One heading for each code, the most frequent first.
    fn write_findings(&self, text: &mut Text) {
        let mut by_code: BTreeMap<Code, (Vec<String>, Vec<&str>)> = BTreeMap::new();
        for (row, found) in self.all_findings() {
            let (lines, hints) = by_code.entry(found.finding.code).or_default();
            let subject = row.map_or_else(|| found.subject.clone(), who);
            lines.push(format!("{subject}: {}", found.finding.message));
            let hint = found.finding.hint.as_str();
            if !hints.contains(&hint) && hints.len() < NAMED {
                hints.push(hint);
            }
        }
        let mut by_code: Vec<_> = by_code.into_iter().collect();
        by_code.sort_by_key(|(_, (lines, _))| std::cmp::Reverse(lines.len()));
        for (code, (lines, hints)) in by_code {
            text.group(&format!("{} [{code}]", code.doc().title), &lines);
            for hint in hints {
                text.line(&format!("  hint: {hint}"));
            }
        }
    }

    /// What could not be seen of many accounts for one reason stands once.
    fn write_unknown(&self, text: &mut Text) {
        text.group("unknown", &self.unknown);
        let mut by_cause: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for row in &self.accounts {
            for why in &row.unknown {
                by_cause.entry(why).or_default().push(who(row));
            }
        }
        for (why, rows) in by_cause {
            text.group(&format!("unknown: {why}"), &rows);
        }
    }
}

/// The account as a person knows it.
fn who(row: &Row) -> String {
    match &row.name {
        Some(name) => format!("{} `{name}`", row.account),
        None => row.account.clone(),
    }
}

/// Lines, with a blank one before each heading.
struct Text(String);

impl Text {
    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// A heading with its lines, of which the first are written. Nothing where there are none.
    fn group(&mut self, heading: &str, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        let number = lines.len();
        self.line("");
        self.line(&format!("{heading} ({number})"));
        for line in lines.iter().take(NAMED) {
            self.line(&format!("- {line}"));
        }
        if number > NAMED {
            self.line(&format!("- and {} more: see the log", number - NAMED));
        }
    }
}
