//! The report as a person reads it.

use super::{Outcome, Report};
use crate::message::Message;

/// What SNS takes as the subject of a mail: ASCII, one line, fewer than 100 characters.
const SUBJECT_BYTES: usize = 99;

impl Report {
    /// One line: the stack, and the number of findings, unknowns and changes.
    #[must_use]
    pub fn headline(&self) -> String {
        let findings: usize = self.checks.iter().map(|check| check.findings.len()).sum();
        let unknown = self.unknown_checks();
        let mut parts = vec![count(findings, "finding")];
        if unknown > 0 {
            parts.push(format!("{unknown} unknown"));
        }
        if !self.changes.is_empty() {
            parts.push(count(self.changes.len(), "change"));
        }
        if self.dry_run {
            parts.push("dry run".to_owned());
        }
        format!("Qovery connection `{}`: {}", self.stack, parts.join(", "))
    }

    /// The headline as a mail's subject.
    #[must_use]
    pub fn subject(&self) -> String {
        mail_subject(&self.headline())
    }

    /// The whole in words, at most `budget` bytes.
    #[must_use]
    pub fn to_text(&self, budget: usize) -> String {
        let mut text = Message::new(self.headline());
        for change in &self.changes {
            let outcome = change.outcome.as_str();
            let error = change.error.as_ref();
            let error = error.map(|error| format!(": {error}")).unwrap_or_default();
            text.details
                .push(format!("{outcome}: {}{error}", change.what));
        }
        for check in &self.checks {
            for found in &check.findings {
                text.add_findings(std::slice::from_ref(&found.finding));
            }
            let unknown = check.unknown.iter();
            text.details
                .extend(unknown.map(|why| format!("unknown: {why}")));
        }
        let keys = self.keys.iter().filter_map(|key| key.waits_for.as_ref());
        let identities = self.identities.iter().flat_map(|one| &one.waits_for);
        let waiting = keys.chain(identities);
        for waits_for in waiting {
            let is_said = |detail: &String| detail.contains(waits_for);
            if !text.details.iter().any(is_said) {
                text.details.push(waits_for.clone());
            }
        }
        text.render(budget)
    }

    /// How many checks were not answered.
    #[must_use]
    pub fn unknown_checks(&self) -> usize {
        let is_unknown = |check: &&super::Check| check.outcome == Outcome::Unknown;
        self.checks.iter().filter(is_unknown).count()
    }
}

/// The headline as a mail's subject.
pub(crate) fn mail_subject(headline: &str) -> String {
    let clean = headline.chars().filter(|c| matches!(c, ' '..='~'));
    clean.take(SUBJECT_BYTES).collect()
}

/// So many of them, in words.
pub(crate) fn count(number: usize, what: &str) -> String {
    match number {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        many => format!("{many} {what}s"),
    }
}
