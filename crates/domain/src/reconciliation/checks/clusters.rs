//! Are the clusters well that use the credentials?

use super::super::{Check, CheckName, Expected, Found, Observed};
use crate::{finding::Code, qovery::ClusterState};

/// Linked clusters and their state.
pub(super) fn clusters(expected: &Expected, observed: &Observed) -> Check {
    let mut check = Check::new(CheckName::Clusters);
    if let Err(unknown) = observed.ours(expected) {
        check.miss(unknown.cause);
    }
    for (cluster, status) in observed.clusters(expected) {
        let name = &cluster.name;
        match status.map(|status| status.state) {
            None => check.miss(format!("the state of cluster `{name}` could not be read")),
            Some(None) => check.miss(format!("cluster `{name}` is in an unknown state")),
            Some(Some(state)) => {
                if let Some(code) = code(state) {
                    let message = format!("cluster `{name}` is {state}");
                    check.find(Found::new(code, cluster.id.as_str(), message));
                }
            }
        }
    }
    check
}

fn code(state: ClusterState) -> Option<Code> {
    match state {
        ClusterState::InvalidCredentials => Some(Code::ClusterCredentialsInvalid),
        state => state.is_error().then_some(Code::ClusterInError),
    }
}
