//! The report, whose JSON `docs/report.md` describes.

use serde::Serialize;
use time::OffsetDateTime;

use super::{
    Assessment, Check, ClusterSummary, CredentialsSummary, Expected, IdentitySummary, KeySummary,
    News, Observed, Outcome, ReportDigest, RotationSummary, Trigger,
    digest::has_changed,
    summary::{self, timestamp},
};
use crate::trust::Verdict;

/// Grows by one when something that was there means something else or is gone.
pub const SCHEMA_VERSION: u32 = 2;

/// Far below SNS's 256 KiB: a person reads it.
const MAX_MESSAGE_BYTES: usize = 16 << 10;

/// Everything that one run found and did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// [`SCHEMA_VERSION`]
    pub schema_version: u32,
    /// When the world was looked at.
    #[serde(serialize_with = "timestamp")]
    pub at: OffsetDateTime,
    /// Why.
    pub trigger: String,
    /// Whether this run only says what it would do.
    pub dry_run: bool,
    /// The stack.
    pub stack: String,
    /// `AuthenticationMethod`
    pub method: &'static str,
    /// The stack's credentials at Qovery.
    pub credentials_id: String,
    /// The verdict on the role's trust policy. `None` means no role, or not seen.
    pub verdict: Option<Verdict>,
    /// Every check that applies.
    pub checks: Vec<Check>,
    /// What was done, or would have been.
    pub changes: Vec<Change>,
    /// The rotation. `None` means no rotation, or not seen.
    pub rotation: Option<RotationSummary>,
    /// The keys of the user.
    pub keys: Vec<KeySummary>,
    /// Roles and users that something has superseded.
    pub identities: Vec<IdentitySummary>,
    /// The clusters that use the credentials.
    pub clusters: Vec<ClusterSummary>,
    /// All credentials of the organization.
    pub organization: Vec<CredentialsSummary>,
    /// What stands for findings and changes; the same as last time: nothing new.
    pub digest: String,
    /// Whether there is something new.
    pub has_changed: bool,
    /// Whether the operator got a message about it.
    pub notification: Notification,
}

/// Whether the operator got a message about a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Notification {
    /// There is no topic.
    Off,
    /// There is nothing new.
    NoNews,
    /// It was sent.
    Sent,
    /// It was not; the next run tries again.
    Failed,
}

/// A repair that was made, failed, or would be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What, in words.
    pub what: String,
    /// How it ended.
    pub outcome: ChangeOutcome,
    /// Why it failed.
    pub error: Option<String>,
}

/// How a change ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeOutcome {
    /// It is done.
    Done,
    /// It would be done, were this no dry run.
    WouldBeDone,
    /// It is not, or not wholly, done.
    Failed,
}

impl ChangeOutcome {
    /// How it ended, in words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::WouldBeDone => "would be done",
            Self::Failed => "failed",
        }
    }
}

impl Report {
    /// What is remembered of it.
    #[must_use]
    pub fn digest(&self) -> ReportDigest {
        ReportDigest::of(&self.checks, &self.changes)
    }

    /// What an operator reads of it.
    #[must_use]
    pub fn news(&self) -> News {
        News {
            at: self.at,
            has_changed: self.has_changed,
            digest: self.digest(),
            subject: self.subject(),
            text: self.to_text(MAX_MESSAGE_BYTES),
        }
    }
}

/// Where and why the reconciliation ran, for its report.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// The stack's name.
    pub stack: &'a str,
    /// Why it ran.
    pub trigger: &'a Trigger,
    /// Whether it only says what it would do.
    pub dry_run: bool,
    /// What is remembered of the report before. `None` means that there is none, or that it could
    /// not be read.
    pub last: Option<&'a ReportDigest>,
}

/// Builds the report of a run.
#[must_use]
pub fn report(
    run: Run<'_>,
    expected: &Expected,
    observed: &Observed,
    assessment: &Assessment,
    changes: Vec<Change>,
) -> Report {
    let checks = &assessment.checks;
    let digest = ReportDigest::of(checks, &changes);
    let is_ok = |check: &Check| check.outcome == Outcome::Ok;
    let is_well = checks.iter().all(is_ok) && changes.is_empty();
    let has_done = changes
        .iter()
        .any(|change| change.outcome == ChangeOutcome::Done);
    let organization = observed.organization.as_ref();
    let entries = organization.map_or(&[][..], |seen| &seen.credentials.entries);
    let clusters = observed.clusters(expected);
    Report {
        schema_version: SCHEMA_VERSION,
        at: observed.at,
        trigger: run.trigger.to_string(),
        dry_run: run.dry_run,
        stack: run.stack.to_owned(),
        method: expected.method(),
        credentials_id: expected.credentials.to_string(),
        verdict: assessment.verdict.as_ref().map(|verdict| verdict.verdict),
        rotation: summary::rotation(observed),
        keys: summary::keys(observed, assessment),
        identities: summary::identities(assessment),
        clusters: clusters.into_iter().map(summary::cluster).collect(),
        organization: entries.iter().map(summary::credentials).collect(),
        notification: Notification::Off,
        has_changed: has_changed(is_well, has_done, &digest, run.last),
        digest: digest.as_str().to_owned(),
        checks: checks.clone(),
        changes,
    }
}
