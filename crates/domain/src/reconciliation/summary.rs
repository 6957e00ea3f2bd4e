//! What the report lists beside its checks.

use serde::{Serialize, Serializer};
use time::OffsetDateTime;

use super::{Assessment, Observed};
use crate::{
    aws::{
        iam::{KeyStatus, ListedKey},
        secret::StagingLabel,
    },
    finding::Finding,
    qovery::{Cluster, ClusterState, ClusterStatus, LinkedCredentials},
    rotation::{Facts, is_superseded},
    timestamp,
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
    /// When it was last used. `None` means never, or not known.
    #[serde(serialize_with = "optional_timestamp")]
    pub last_used_at: Option<OffsetDateTime>,
    /// What holds a superseded key. `None` means that nothing does.
    pub waits_for: Option<String>,
}

/// A cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClusterSummary {
    /// Qovery's id.
    pub id: String,
    /// The name in the console.
    pub name: String,
    /// `ClusterStateEnum`. `None` means not known.
    pub state: Option<&'static str>,
    /// When it was last deployed. `None` means never, or not known.
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

/// A role or user that something has superseded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IdentitySummary {
    /// Its name.
    pub name: String,
    /// What it waits for. Empty: nothing holds it.
    pub waits_for: Vec<String>,
}

pub(super) fn rotation(observed: &Observed) -> Option<RotationSummary> {
    let secret = &observed.key_facts()?.secret;
    Some(RotationSummary {
        enabled: secret.rotation_enabled,
        last_rotated_at: secret.last_rotated_at,
        next_rotation_at: secret.next_rotation_at,
    })
}

pub(super) fn identities(assessment: &Assessment) -> Vec<IdentitySummary> {
    let identities = assessment.identities.iter();
    identities
        .map(|identity| IdentitySummary {
            name: identity.name.to_string(),
            waits_for: messages(identity.step.as_ref().err()),
        })
        .collect()
}

fn messages(findings: Option<&Vec<Finding>>) -> Vec<String> {
    let findings = findings.into_iter().flatten();
    findings.map(|finding| finding.message.clone()).collect()
}

pub(super) fn keys(observed: &Observed, assessment: &Assessment) -> Vec<KeySummary> {
    let Some(facts) = observed.key_facts() else {
        return Vec::new();
    };
    let waits_for = |key: &ListedKey| {
        let (_, step) = assessment.keys.iter().find(|(id, _)| *id == key.id)?;
        Some(messages(step.as_ref().err()).join("; ")).filter(|text| !text.is_empty())
    };
    let listed = facts.keys.iter();
    listed
        .map(|key| KeySummary {
            id: key.id.to_string(),
            status: match key.status {
                KeyStatus::Active => "Active",
                KeyStatus::Inactive => "Inactive",
            },
            role: role(key, facts),
            age_days: (facts.observed_at - key.created_at).whole_days(),
            last_used_at: facts.last_used.get(&key.id).copied().flatten(),
            waits_for: waits_for(key),
        })
        .collect()
}

fn role(key: &ListedKey, facts: &Facts) -> &'static str {
    let carries = |label| facts.carries(label, &key.id);
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

pub(super) fn cluster((cluster, status): (&Cluster, Option<&ClusterStatus>)) -> ClusterSummary {
    ClusterSummary {
        id: cluster.id.to_string(),
        name: cluster.name.clone(),
        state: status
            .and_then(|status| status.state)
            .map(ClusterState::as_str),
        last_deployment_at: status.and_then(|status| status.last_deployment_at),
    }
}

pub(crate) fn credentials(linked: &LinkedCredentials) -> CredentialsSummary {
    CredentialsSummary {
        id: linked.credentials.id.to_string(),
        name: linked.credentials.name.clone(),
        clusters: linked.clusters.iter().map(|one| one.name.clone()).collect(),
    }
}

pub(crate) fn timestamp<S: Serializer>(
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
