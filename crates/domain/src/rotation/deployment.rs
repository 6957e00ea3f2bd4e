//! Which clusters have to be deployed to take a new key.

use time::OffsetDateTime;

use crate::qovery::ClusterStatus;

/// What a cluster needs to take the key that Qovery was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deployment {
    /// It has taken it.
    NotNeeded,
    /// A deployment would bring it.
    Needed,
    /// It is stopped, or something is under way that a deployment would disturb.
    NotNow,
}

/// States of `ClusterStateEnum` in which nothing is under way and the cluster is meant to run.
const AT_REST: &[&str] = &[
    "BUILD_ERROR",
    "CANCELED",
    "DEPLOYED",
    "DEPLOYMENT_ERROR",
    "INVALID_CREDENTIALS",
    "RESTARTED",
    "RESTART_ERROR",
];

/// What the cluster needs, given when Qovery got the key. Unknown states are left alone.
#[must_use]
pub fn deployment(status: &ClusterStatus, pushed_at: OffsetDateTime) -> Deployment {
    let has_taken = status.last_deployment_at.is_some_and(|at| at > pushed_at);
    if status.state == "DEPLOYED" && has_taken {
        Deployment::NotNeeded
    } else if AT_REST.contains(&status.state.as_str()) {
        Deployment::Needed
    } else {
        Deployment::NotNow
    }
}
