//! Are the clusters well that use the credentials?

use super::super::{Check, CheckName, Expected, Found, Seen, SeenCluster};

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
        if let Some(code) = code(&status.state) {
            let message = format!("cluster `{}` is {}", cluster.name, status.state);
            check.find(Found::new(code, cluster.id.as_str(), message));
        }
    }
    check
}

/// Of `ClusterStateEnum`.
fn code(state: &str) -> Option<&'static str> {
    match state {
        "INVALID_CREDENTIALS" => Some("cluster-credentials-invalid"),
        state if state.ends_with("_ERROR") => Some("cluster-in-error"),
        _ => None,
    }
}
