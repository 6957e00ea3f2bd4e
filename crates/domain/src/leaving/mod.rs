//! What may be taken away: the one decision about every role, user and key of a stack.
//!
//! An access may go when it is proven that nothing uses it. Each thing that stands against it is a
//! [`Hold`]; what is not known is one, too.

mod hold;

use time::{Duration, OffsetDateTime};

use crate::{
    aws::{access_key::AccessKeyId, arn::RoleArn},
    qovery::{
        Cluster, ClusterStatus, CredentialsId, CredentialsValues, LinkedCredentials, Organization,
        UnreadableEntry,
    },
};

pub use hold::{ClusterHold, Hold, Subject};

/// An access that may be taken away.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// A role.
    Role(RoleArn),
    /// An access key.
    Key(AccessKeyId),
}

/// When an access was superseded, and how long it has been quiet since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Superseded {
    /// When Qovery had what supersedes it, at the latest. Nothing was under way then.
    pub at: OffsetDateTime,
    /// When all clusters were first seen to have taken what supersedes it. `None` means that they
    /// have not all moved yet.
    pub moved_at: Option<OffsetDateTime>,
    /// Its last use as IAM knows it.
    pub last_used: LastUse,
    /// How long it has to be quiet.
    pub grace: std::time::Duration,
}

/// The last use of an access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LastUse {
    /// IAM knows of no use.
    Never,
    /// At that time.
    At(OffsetDateTime),
    /// The question failed.
    Unknown,
}

impl From<Option<OffsetDateTime>> for LastUse {
    fn from(at: Option<OffsetDateTime>) -> Self {
        at.map_or(Self::Never, Self::At)
    }
}

impl Access {
    /// Whether those values are this access.
    #[must_use]
    pub fn is_shown_by(&self, values: &CredentialsValues) -> bool {
        match (self, values) {
            (Self::Role(own), CredentialsValues::Role(shown)) => own.as_str() == shown,
            (Self::Key(own), CredentialsValues::Static(shown)) => own.as_str() == shown,
            _ => false,
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Role(arn) => arn.as_str(),
            Self::Key(id) => id.as_str(),
        }
    }
}

/// Lists what still uses a role or key whose stack is deleted: clusters and registries. `ours` are
/// the stack's own credentials, which are deleted before it.
#[must_use]
pub fn held_in_use(
    access: &Access,
    ours: Option<&CredentialsId>,
    organization: &Organization,
) -> Vec<Hold> {
    let shows = |linked: &&LinkedCredentials| {
        ours == Some(&linked.credentials.id) || access.is_shown_by(&linked.credentials.values)
    };
    let linked = organization.credentials.entries.iter().filter(shows);
    let clusters = linked.flat_map(|linked| &linked.clusters);
    clusters
        .filter_map(|cluster| cluster_hold(cluster, organization, None))
        .chain(copies(access, organization))
        .collect()
}

/// Lists what still holds a replaced role or key: its users, or its quiet time. `ours` are the
/// credentials that show what supersedes it. Empty where it may go.
#[must_use]
pub fn held_after(
    access: &Access,
    superseded: Superseded,
    ours: &CredentialsId,
    organization: &Organization,
    now: OffsetDateTime,
) -> Vec<Hold> {
    let mut holds = held_until_moved(access, superseded.at, ours, organization);
    if holds.is_empty() {
        holds.extend(not_quiet(superseded, now));
    }
    holds
}

/// Lists what still uses a replaced role or key: credentials and registries that show it, and
/// clusters that were not deployed since `since`.
#[must_use]
pub fn held_until_moved(
    access: &Access,
    since: OffsetDateTime,
    ours: &CredentialsId,
    organization: &Organization,
) -> Vec<Hold> {
    let mut holds = held_by_copies(access, organization);
    let Some(linked) = organization.find(ours) else {
        let cause = format!("Qovery does not list the credentials {ours}");
        holds.push(Hold::Unknown(cause));
        return holds;
    };
    let clusters = linked.clusters.iter();
    holds.extend(clusters.filter_map(|one| cluster_hold(one, organization, Some(since))));
    holds
}

/// Lists the credentials, registries and unreadable entries that show the access, or may show it.
#[must_use]
pub fn held_by_copies(access: &Access, organization: &Organization) -> Vec<Hold> {
    let entries = organization.credentials.entries.iter();
    entries
        .map(|linked| &linked.credentials)
        .filter(|shown| access.is_shown_by(&shown.values))
        .map(|shown| Hold::Registered {
            id: shown.id.clone(),
            name: shown.name.clone(),
        })
        .chain(copies(access, organization))
        .collect()
}

/// Registries and unreadable entries that show the access.
fn copies(access: &Access, organization: &Organization) -> Vec<Hold> {
    let mentions = |entry: &UnreadableEntry| entry.mentions(access.text());
    let mut is_unreadable = organization.credentials.unreadable.iter().any(mentions);
    let mut holds = Vec::new();
    match &organization.registries {
        Some(registries) => {
            let showing = registries.entries.iter();
            let showing = showing.filter(|registry| access.is_shown_by(&registry.values));
            holds.extend(showing.map(|registry| Hold::Registry {
                name: registry.name.clone(),
            }));
            is_unreadable |= registries.unreadable.iter().any(mentions);
        }
        None => holds.push(Hold::Unknown(UNREAD_REGISTRIES.to_owned())),
    }
    holds.extend(is_unreadable.then_some(Hold::Unreadable));
    holds
}

const UNREAD_REGISTRIES: &str =
    "the organization's container registries or Helm repositories could not be read";

/// Why the cluster counts as a user. `since` is when Qovery had what supersedes the access; `None`
/// means that nothing does.
fn cluster_hold(
    cluster: &Cluster,
    organization: &Organization,
    since: Option<OffsetDateTime>,
) -> Option<Hold> {
    let unknown = ClusterStatus {
        state: None,
        last_deployment_at: None,
        lock: None,
    };
    let status = organization.status(cluster).unwrap_or(&unknown);
    let reason = match since {
        _ if status.is_never_deployed() => return None,
        _ if status.state.is_none() => ClusterHold::Unknown,
        _ if !status.is_settled() => ClusterHold::Busy,
        None => ClusterHold::Linked,
        Some(since) if !status.has_taken(since) => ClusterHold::NotDeployedSince,
        Some(_) => ClusterHold::Locked(status.lock.clone()?),
    };
    Some(Hold::Cluster {
        name: cluster.name.clone(),
        reason,
    })
}

/// Quiet time counts from the last use and from when all clusters were first seen to have moved,
/// never from their latest deployment: Qovery's own maintenance deploys them every week.
fn not_quiet(superseded: Superseded, now: OffsetDateTime) -> Option<Hold> {
    let Some(moved_at) = superseded.moved_at else {
        return Some(Hold::NotQuiet {
            until: later(now, superseded.grace),
        });
    };
    let quiet_since = match superseded.last_used {
        LastUse::Unknown => return Some(Hold::Unknown("its last use is not known".to_owned())),
        LastUse::Never => moved_at,
        LastUse::At(used_at) => moved_at.max(used_at),
    };
    let until = later(quiet_since, superseded.grace);
    (now < until).then_some(Hold::NotQuiet { until })
}

/// Dates come from outside: arithmetic on them must not overflow.
pub(crate) fn later(at: OffsetDateTime, by: std::time::Duration) -> OffsetDateTime {
    at.saturating_add(Duration::try_from(by).unwrap_or(Duration::MAX))
}

#[cfg(test)]
mod tests;
