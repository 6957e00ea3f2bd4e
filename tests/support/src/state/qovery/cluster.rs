//! Clusters: their state, and the values that they run on.

use domain::qovery::ClusterState;
use time::{Duration, OffsetDateTime};

use super::CredentialValues;

/// A cluster, the credentials that it is linked with, and the values that it really runs on.
#[derive(Debug, Clone)]
pub struct Cluster {
    /// Qovery's id.
    pub id: String,
    /// The name in the console.
    pub name: String,
    /// The id of the credentials that its next deployment takes the values of.
    pub credentials: String,
    /// What Qovery says of it.
    pub state: ClusterState,
    /// Why it was last deployed.
    pub reason: Reason,
    /// `last_deployment_date`; `None` before the first.
    pub last_deployment_at: Option<OffsetDateTime>,
    /// The values since its last deployment: changing the credentials does not change these.
    pub in_use: Option<CredentialValues>,
    /// The values that a deployment under way took when it began.
    pub in_flight: Option<CredentialValues>,
    /// `None` means that it is not locked.
    pub lock: Option<Lock>,
    /// What its next deployments come to. One in flight or in the queue stays there until a test
    /// moves it on.
    pub outcome: ClusterState,
    /// Whether a deployment waits for its turn.
    pub(super) is_ordered: bool,
}

/// Why a cluster was deployed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reason {
    /// Somebody wanted it.
    #[default]
    Unspecified,
    /// Qovery's weekly maintenance.
    Maintenance,
}

/// A lock that a person has put on a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// Who.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// Since when.
    pub locked_at: OffsetDateTime,
    /// For how many days. `None` means until a person unlocks it.
    pub ttl_in_days: Option<u32>,
}

impl Lock {
    /// Whether it holds at that time.
    #[must_use]
    pub fn holds(&self, now: OffsetDateTime) -> bool {
        self.until().is_none_or(|until| now < until)
    }

    /// When it ends by itself.
    pub(crate) fn until(&self) -> Option<OffsetDateTime> {
        let days = self.ttl_in_days?;
        Some(self.locked_at + Duration::days(days.into()))
    }
}

impl Cluster {
    /// A cluster that was never deployed.
    pub(super) fn new(id: String, name: &str, credentials: &str) -> Self {
        Self {
            id,
            name: name.to_owned(),
            credentials: credentials.to_owned(),
            state: ClusterState::Ready,
            reason: Reason::default(),
            last_deployment_at: None,
            in_use: None,
            in_flight: None,
            lock: None,
            outcome: ClusterState::Deployed,
            is_ordered: false,
        }
    }

    /// The lock, where it still holds.
    pub(crate) fn lock_at(&self, now: OffsetDateTime) -> Option<&Lock> {
        self.lock.as_ref().filter(|lock| lock.holds(now))
    }
}
