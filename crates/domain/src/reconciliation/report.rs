//! What is told: the report, whose JSON `docs/report.md` describes.

use serde::Serialize;
use time::OffsetDateTime;

use super::{
    Check, ClusterSummary, CredentialsSummary, Expected, KeySummary, ReportDigest, RotationSummary,
    Seen, Trigger,
    digest::has_changed,
    summary::{self, timestamp},
};
use crate::trust::Verdict;

/// Grows by one when something that was there means something else or is gone.
pub const SCHEMA_VERSION: u32 = 1;

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
    /// What the role's trust policy is; none: there is no role, or it was not seen.
    pub verdict: Option<Verdict>,
    /// Every check that applies.
    pub checks: Vec<Check>,
    /// What was done, or would have been.
    pub changes: Vec<Change>,
    /// The rotation; none: there is none, or it was not seen.
    pub rotation: Option<RotationSummary>,
    /// The keys of the user.
    pub keys: Vec<KeySummary>,
    /// The clusters that use the credentials.
    pub clusters: Vec<ClusterSummary>,
    /// All credentials of the organization.
    pub organization: Vec<CredentialsSummary>,
    /// What stands for findings and changes; the same as last time: nothing new.
    pub digest: String,
    /// Whether there is something new.
    pub has_changed: bool,
    /// What became of the message about it.
    pub notification: Notification,
}

/// What became of the message about a report.
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

/// Something that was put right, or was to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What, in words.
    pub what: String,
    /// What became of it.
    pub outcome: ChangeOutcome,
    /// Why it failed.
    pub error: Option<String>,
}

/// What became of a change.
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

impl Report {
    /// What is remembered of it.
    #[must_use]
    pub fn digest_of_report(&self) -> ReportDigest {
        ReportDigest::of(&self.checks, &self.changes)
    }
}

/// Puts together what was found and done. `last`: what is remembered of the report before.
#[must_use]
pub fn report(
    expected: &Expected,
    seen: &Seen,
    (checks, changes): (Vec<Check>, Vec<Change>),
    last: Option<&ReportDigest>,
    (stack, trigger, dry_run): (&str, &Trigger, bool),
) -> Report {
    let digest = ReportDigest::of(&checks, &changes);
    let linked = seen.linked.as_ref().map_or(&[][..], Vec::as_slice);
    Report {
        schema_version: SCHEMA_VERSION,
        at: seen.at,
        trigger: trigger.to_string(),
        dry_run,
        stack: stack.to_owned(),
        method: expected.method(),
        credentials_id: expected.credentials.to_string(),
        verdict: summary::verdict(expected, seen),
        rotation: summary::rotation(expected, seen),
        keys: summary::keys(expected, seen),
        clusters: seen.clusters.iter().map(summary::cluster).collect(),
        organization: linked.iter().map(summary::credentials).collect(),
        notification: Notification::Off,
        has_changed: has_changed(&checks, &changes, &digest, last),
        digest: digest.as_str().to_owned(),
        checks,
        changes,
    }
}
