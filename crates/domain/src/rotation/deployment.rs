//! Which clusters have to be deployed to take a new key.

use time::OffsetDateTime;

use crate::qovery::{ClusterState, ClusterStatus};

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

/// What the cluster needs, given when Qovery got the key. Unknown states are left alone.
#[must_use]
pub fn deployment(status: &ClusterStatus, pushed_at: OffsetDateTime) -> Deployment {
    if status.has_taken(pushed_at) {
        Deployment::NotNeeded
    } else if status.state.is_some_and(ClusterState::can_be_deployed) {
        Deployment::Needed
    } else {
        Deployment::NotNow
    }
}
