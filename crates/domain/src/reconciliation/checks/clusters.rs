//! Are the clusters well that use the credentials?

use super::super::{Check, CheckName, Expected, Found, Seen, SeenCluster};
use crate::qovery::ClusterState;

/// Linked clusters and their state.
pub(super) fn clusters(expected: &Expected, seen: &Seen) -> Check {
    let mut check = Check::new(CheckName::Clusters);
    if let Err(unseen) = seen.ours(expected) {
        check.miss(unseen.cause);
    }
    for SeenCluster { cluster, status } in &seen.clusters {
        let Some(status) = check.seen(status) else {
            continue;
        };
        if status.state.is_none() {
            check.miss(format!(
                "cluster `{}` is {}",
                cluster.name,
                status.state_name()
            ));
        }
        if let Some(code) = status.state.and_then(code) {
            let message = format!("cluster `{}` is {}", cluster.name, status.state_name());
            check.find(Found::new(code, cluster.id.as_str(), message));
        }
    }
    check
}

fn code(state: ClusterState) -> Option<&'static str> {
    match state {
        ClusterState::InvalidCredentials => Some("cluster-credentials-invalid"),
        state => state.is_error().then_some("cluster-in-error"),
    }
}
