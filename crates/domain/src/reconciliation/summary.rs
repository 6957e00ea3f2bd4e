//! What the report lists beside its checks.

use serde::{Serialize, Serializer};
use time::OffsetDateTime;

use super::{Expected, Seen, SeenCluster, checks::retirement_steps};
use crate::{
    aws::{
        iam::{KeyStatus, ListedKey},
        secret::StagingLabel,
    },
    properties::Method,
    qovery::{ClusterState, LinkedCredentials},
    rotation::{Facts, is_superseded},
    timestamp,
    trust::{self, Verdict},
};

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
    pub state: Option<&'static str>,
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

pub(super) fn verdict(expected: &Expected, seen: &Seen) -> Option<Verdict> {
    let Method::AssumeRole(role) = &expected.properties.method else {
        return None;
    };
    let seen = seen.role.as_ref()?.as_ref().ok()?.as_ref()?;
    Some(trust::evaluate(&seen.trust_policy, &role.trust).verdict)
}

pub(super) fn rotation(expected: &Expected, seen: &Seen) -> Option<RotationSummary> {
    let keys = seen.keys.as_ref().filter(|_| expected.role().is_none())?;
    let secret = keys.secret.as_ref().ok()?;
    Some(RotationSummary {
        enabled: secret.rotation_enabled,
        last_rotated_at: secret.last_rotated_at,
        next_rotation_at: secret.next_rotation_at,
    })
}

pub(super) fn keys(expected: &Expected, seen: &Seen) -> Vec<KeySummary> {
    let Some(Ok(facts)) = seen.facts(expected) else {
        return Vec::new();
    };
    let retirement_steps = retirement_steps(expected, seen, &facts);
    let waits_for = |key: &ListedKey| {
        let (_, retirement_step) = retirement_steps.iter().find(|(id, _)| *id == key.id)?;
        Some(retirement_step.as_ref().err()?.message.clone())
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

pub(super) fn cluster(seen: &SeenCluster) -> ClusterSummary {
    let status = seen.status.as_ref().ok();
    ClusterSummary {
        id: seen.cluster.id.to_string(),
        name: seen.cluster.name.clone(),
        state: status
            .and_then(|status| status.state)
            .map(ClusterState::as_str),
        last_deployment_at: status.and_then(|status| status.last_deployment_at),
    }
}

pub(super) fn credentials(linked: &LinkedCredentials) -> CredentialsSummary {
    CredentialsSummary {
        id: linked.credentials.id.to_string(),
        name: linked.credentials.name.clone(),
        clusters: linked.clusters.iter().map(|one| one.name.clone()).collect(),
    }
}

pub(super) fn timestamp<S: Serializer>(
    at: &OffsetDateTime,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    optional_timestamp(&Some(*at), serializer)
}

#[expect(clippy::ref_option, reason = "serde gives a field by reference")]
fn optional_timestamp<S: Serializer>(
    at: &Option<OffsetDateTime>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    at.map(timestamp::text).serialize(serializer)
}
