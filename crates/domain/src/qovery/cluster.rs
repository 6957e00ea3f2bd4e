//! Clusters: which there are, and what state they are in.

use std::{fmt, str::FromStr};

use thiserror::Error;
use time::OffsetDateTime;

use super::ClusterId;

/// A cluster by id and name.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// `last_deployment_date`. `None` means never deployed, or no date was given.
    pub last_deployment_at: Option<OffsetDateTime>,
}

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
mod tests {
    use super::*;

    /// Each state by what it says of the cluster: every state stands in one row.
    const JUDGED: [(&str, &str); 6] = [
        (
            "queued",
            "DELETE_QUEUED DEPLOYMENT_QUEUED QUEUED STOP_QUEUED RESTART_QUEUED",
        ),
        (
            "under way",
            "BUILDING CANCELING DELETING DEPLOYING DRY_RUN STOPPING RESTARTING",
        ),
        (
            "failed, can be deployed",
            "BUILD_ERROR DEPLOYMENT_ERROR RESTART_ERROR INVALID_CREDENTIALS",
        ),
        ("failed", "DELETE_ERROR STOP_ERROR"),
        ("at rest", "READY STOPPED DELETED"),
        ("at rest, meant to run", "CANCELED DEPLOYED RESTARTED"),
    ];

    fn judgement(state: ClusterState) -> &'static str {
        match (
            state.is_queued(),
            state.is_busy(),
            state.is_error(),
            state.can_be_deployed(),
        ) {
            (true, true, false, false) => "queued",
            (false, true, false, false) => "under way",
            (false, false, true, true) => "failed, can be deployed",
            (false, false, true, false) => "failed",
            (false, false, false, false) => "at rest",
            (false, false, false, true) => "at rest, meant to run",
            _ => "contradiction",
        }
    }

    #[test]
    fn every_state_is_judged() {
        let mut judged = 0;
        for (expected, states) in JUDGED {
            for text in states.split(' ') {
                let state: ClusterState = text.parse().unwrap();
                assert_eq!(judgement(state), expected, "{state}");
                judged += 1;
            }
        }
        assert_eq!((judged, ClusterState::ALL.len()), (24, 24));
        assert_eq!("OF_TOMORROW".parse::<ClusterState>(), Err(UnknownState));
    }

    #[test]
    fn only_a_deployment_that_ended_well_later_has_taken_what_was_given() {
        let given = OffsetDateTime::UNIX_EPOCH;
        let later = given + std::time::Duration::from_secs(1);
        let states = ClusterState::ALL.iter().copied().map(Some).chain([None]);
        for state in states {
            for at in [None, Some(given), Some(later)] {
                let reported = ClusterStatus {
                    state,
                    last_deployment_at: at,
                };
                let expected = state == Some(ClusterState::Deployed) && at == Some(later);
                assert_eq!(reported.has_taken(given), expected, "{reported:?}");
            }
        }
    }
}
