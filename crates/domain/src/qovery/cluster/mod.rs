//! Clusters: which there are, and what state they are in.

use std::{collections::BTreeMap, fmt, str::FromStr};

use thiserror::Error;
use time::OffsetDateTime;

use super::ClusterId;
use crate::timestamp;

/// A cluster by id and name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cluster {
    /// Qovery's id.
    pub id: ClusterId,
    /// The name in the console.
    pub name: String,
}

/// A cluster's state and the date of its last deployment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClusterStatus {
    /// `None` means a state that Qovery had not published when this was written.
    pub state: Option<ClusterState>,
    /// `last_deployment_date`. `None` means never deployed.
    pub last_deployment_at: Option<OffsetDateTime>,
    /// `cluster_lock`. `None` means not locked.
    pub lock: Option<ClusterLock>,
}

/// A lock that a person has put on a cluster: it must not be deployed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClusterLock {
    /// `owner_name`
    pub owner: String,
    /// `reason`
    pub reason: String,
    /// `locked_at`, and `ttl_in_days` later. `None` means until a person unlocks it.
    pub until: Option<OffsetDateTime>,
}

impl fmt::Display for ClusterLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` has locked it", self.owner)?;
        if let Some(until) = self.until {
            write!(f, " until {}", timestamp::text(until))?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// The status of every cluster of an organization that could be read.
pub type ClusterStatuses = BTreeMap<ClusterId, ClusterStatus>;

macro_rules! cluster_states {
    ($($state:ident = $text:literal,)*) => {
        /// `ClusterStateEnum`, as Qovery publishes it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "Qovery publishes the names and says nothing about them")]
        pub enum ClusterState {
            $($state,)*
        }

        impl ClusterState {
            /// Every state.
            pub const ALL: &[Self] = &[$(Self::$state,)*];

            /// The state as Qovery writes it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$state => $text,)*
                }
            }
        }
    };
}

cluster_states! {
    Building = "BUILDING",
    BuildError = "BUILD_ERROR",
    Canceled = "CANCELED",
    Canceling = "CANCELING",
    Deleted = "DELETED",
    DeleteError = "DELETE_ERROR",
    DeleteQueued = "DELETE_QUEUED",
    Deleting = "DELETING",
    Deployed = "DEPLOYED",
    Deploying = "DEPLOYING",
    DeploymentError = "DEPLOYMENT_ERROR",
    DeploymentQueued = "DEPLOYMENT_QUEUED",
    DryRun = "DRY_RUN",
    Queued = "QUEUED",
    Ready = "READY",
    Stopped = "STOPPED",
    Stopping = "STOPPING",
    StopError = "STOP_ERROR",
    StopQueued = "STOP_QUEUED",
    RestartQueued = "RESTART_QUEUED",
    Restarting = "RESTARTING",
    Restarted = "RESTARTED",
    RestartError = "RESTART_ERROR",
    InvalidCredentials = "INVALID_CREDENTIALS",
}

impl ClusterState {
    /// Whether an operation waits for its turn.
    #[must_use]
    pub fn is_queued(self) -> bool {
        matches!(
            self,
            Self::DeleteQueued
                | Self::DeploymentQueued
                | Self::Queued
                | Self::StopQueued
                | Self::RestartQueued
        )
    }

    /// Whether an operation is under way or waits for its turn.
    ///
    /// Qovery's console shows `DRY_RUN` as an operation under way, too.
    #[must_use]
    pub fn is_busy(self) -> bool {
        self.is_queued()
            || matches!(
                self,
                Self::Building
                    | Self::Canceling
                    | Self::Deleting
                    | Self::Deploying
                    | Self::DryRun
                    | Self::Stopping
                    | Self::Restarting
            )
    }

    /// Whether the last operation failed.
    #[must_use]
    pub fn is_error(self) -> bool {
        matches!(
            self,
            Self::BuildError
                | Self::DeleteError
                | Self::DeploymentError
                | Self::StopError
                | Self::RestartError
                | Self::InvalidCredentials
        )
    }

    /// Whether the cluster is meant to run and nothing is under way that a deployment would
    /// disturb.
    #[must_use]
    pub fn can_be_deployed(self) -> bool {
        matches!(
            self,
            Self::BuildError
                | Self::Canceled
                | Self::Deployed
                | Self::DeploymentError
                | Self::InvalidCredentials
                | Self::Restarted
                | Self::RestartError
        )
    }
}

impl ClusterStatus {
    /// The state for a message.
    #[must_use]
    pub fn state_name(&self) -> &'static str {
        self.state
            .map_or("in an unknown state", ClusterState::as_str)
    }

    /// Whether the cluster has never been deployed, so that it runs on nothing yet.
    #[must_use]
    pub fn is_never_deployed(&self) -> bool {
        self.state == Some(ClusterState::Ready) && self.last_deployment_at.is_none()
    }

    /// Whether the cluster is known to have nothing under way.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.state.is_some_and(|state| !state.is_busy())
    }

    /// Whether the cluster runs on what Qovery was given at `since`: a deployment after that ended
    /// well, and nothing is under way.
    #[must_use]
    pub fn has_taken(&self, since: OffsetDateTime) -> bool {
        self.state == Some(ClusterState::Deployed)
            && self.last_deployment_at.is_some_and(|at| at > since)
    }
}

impl fmt::Display for ClusterState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is not a state that Qovery publishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("unknown state: one of `ClusterStateEnum` expected")]
pub struct UnknownState;

impl FromStr for ClusterState {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, UnknownState> {
        let mut states = Self::ALL.iter().copied();
        states
            .find(|state| state.as_str() == text)
            .ok_or(UnknownState)
    }
}

#[cfg(test)]
mod tests;
