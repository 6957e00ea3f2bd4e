//! What is told: the report, whose JSON `docs/report.md` describes.

use serde::{Serialize, Serializer};
use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

use super::{
    Check, Expected, LastReport, Seen, SeenCluster, Trigger, checks::standings, digest::is_news,
};
use crate::{
    ports::{KeyStatus, ListedKey},
    qovery::LinkedCredentials,
    rotation::{Facts, StagingLabel, is_superseded},
    trust::{self, Verdict},
};

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
    pub is_news: bool,
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

/// The rotation of the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RotationSummary {
    /// Whether there is one.
    pub enabled: bool,
    /// When it last came to its end.
    #[serde(serialize_with = "optional_timestamp")]
    pub last_rotated_at: Option<OffsetDateTime>,
    /// By when the next is due.
    #[serde(serialize_with = "optional_timestamp")]
    pub next_rotation_at: Option<OffsetDateTime>,
}

/// A key of the user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeySummary {
    /// `AKIA…`
    pub id: String,
    /// `Active` or `Inactive`
    pub status: &'static str,
    /// `current`, `pending`, `superseded`, `kept` or `foreign`
    pub role: &'static str,
    /// How old it is.
    pub age_days: i64,
    /// When it was last used; none: never, or not told.
    #[serde(serialize_with = "optional_timestamp")]
    pub last_used_at: Option<OffsetDateTime>,
    /// Why it is still there; none: nothing is to happen to it, or it happens now.
    pub waits_for: Option<String>,
}

/// A cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClusterSummary {
    /// Qovery's id.
    pub id: String,
    /// The name in the console.
    pub name: String,
    /// `ClusterStateEnum`; none: not told.
    pub state: Option<String>,
    /// When it was last deployed; none: never, or not told.
    #[serde(serialize_with = "optional_timestamp")]
    pub last_deployment_at: Option<OffsetDateTime>,
}

/// A set of credentials of the organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CredentialsSummary {
    /// Qovery's id.
    pub id: String,
    /// The name in the console.
    pub name: String,
    /// Names of the clusters that use it.
    pub clusters: Vec<String>,
}

/// Puts together what was found and done. `last`: what is remembered of the report before.
#[must_use]
pub fn report(
    expected: &Expected,
    seen: &Seen,
    (checks, changes): (Vec<Check>, Vec<Change>),
    last: Option<&LastReport>,
    (stack, trigger, dry_run): (&str, &Trigger, bool),
) -> Report {
    let digest = LastReport::of(&checks, &changes);
    let linked = seen.linked.as_ref().map_or(&[][..], Vec::as_slice);
    Report {
        schema_version: SCHEMA_VERSION,
        at: seen.at,
        trigger: trigger.to_string(),
        dry_run,
        stack: stack.to_owned(),
        method: expected.method(),
        credentials_id: expected.credentials.to_string(),
        verdict: verdict(expected, seen),
        rotation: rotation(expected, seen),
        keys: keys(expected, seen),
        clusters: seen.clusters.iter().map(cluster).collect(),
        organization: linked.iter().map(credentials).collect(),
        is_news: is_news(&checks, &changes, &digest, last),
        digest: digest.as_str().to_owned(),
        checks,
        changes,
    }
}

fn verdict(expected: &Expected, seen: &Seen) -> Option<Verdict> {
    let crate::properties::Method::AssumeRole(role) = &expected.properties.method else {
        return None;
    };
    let seen = seen.role.as_ref()?.as_ref().ok()?.as_ref()?;
    Some(trust::evaluate(&seen.trust_policy, &role.trust).verdict)
}

fn rotation(expected: &Expected, seen: &Seen) -> Option<RotationSummary> {
    let keys = seen.keys.as_ref().filter(|_| expected.role().is_none())?;
    let secret = keys.secret.as_ref().ok()?;
    Some(RotationSummary {
        enabled: secret.rotation_enabled,
        last_rotated_at: secret.last_rotated_at,
        next_rotation_at: secret.next_rotation_at,
    })
}

fn keys(expected: &Expected, seen: &Seen) -> Vec<KeySummary> {
    let Some(Ok(facts)) = seen.facts(expected) else {
        return Vec::new();
    };
    let standings = standings(expected, seen, &facts);
    let waits_for = |key: &ListedKey| {
        let (_, standing) = standings.iter().find(|(id, _)| *id == key.id)?;
        Some(standing.as_ref().err()?.message.clone())
    };
    let listed = facts.keys.iter();
    listed
        .map(|key| KeySummary {
            id: key.id.to_string(),
            status: match key.status {
                KeyStatus::Active => "Active",
                KeyStatus::Inactive => "Inactive",
            },
            role: role(key, &facts),
            age_days: (facts.observed_at - key.created_at).whole_days(),
            last_used_at: facts.last_used.get(&key.id).copied().flatten(),
            waits_for: waits_for(key),
        })
        .collect()
}

fn role(key: &ListedKey, facts: &Facts) -> &'static str {
    let carries = |label| {
        facts
            .labelled(label)
            .is_some_and(|(_, held)| held.id == key.id)
    };
    if is_superseded(key, facts) {
        "superseded"
    } else if carries(&StagingLabel::Current) {
        "current"
    } else if carries(&StagingLabel::Pending) {
        "pending"
    } else if facts.is_stored(&key.id) {
        "kept"
    } else {
        "foreign"
    }
}

fn cluster(seen: &SeenCluster) -> ClusterSummary {
    let status = seen.status.as_ref().ok();
    ClusterSummary {
        id: seen.cluster.id.to_string(),
        name: seen.cluster.name.clone(),
        state: status.map(|status| status.state.clone()),
        last_deployment_at: status.and_then(|status| status.last_deployment_at),
    }
}

fn credentials(linked: &LinkedCredentials) -> CredentialsSummary {
    CredentialsSummary {
        id: linked.credentials.id.to_string(),
        name: linked.credentials.name.clone(),
        clusters: linked.clusters.iter().map(|one| one.name.clone()).collect(),
    }
}

fn timestamp<S: Serializer>(at: &OffsetDateTime, serializer: S) -> Result<S::Ok, S::Error> {
    optional_timestamp(&Some(*at), serializer)
}

#[expect(clippy::ref_option, reason = "serde gives a field by reference")]
fn optional_timestamp<S: Serializer>(
    at: &Option<OffsetDateTime>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let text = at.and_then(|at| {
        let at = at.to_offset(UtcOffset::UTC).truncate_to_second();
        at.format(&Rfc3339).ok()
    });
    text.serialize(serializer)
}
