//! What each state says of a cluster.

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
                lock: None,
            };
            let expected = state == Some(ClusterState::Deployed) && at == Some(later);
            assert_eq!(reported.has_taken(given), expected, "{reported:?}");
        }
    }
}
