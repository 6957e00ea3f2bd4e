//! The states of an organization's clusters.

use domain::qovery::{ClusterLock, ClusterState, ClusterStatus, ClusterStatuses};
use time::macros::datetime;

use crate::qovery::{clusters::StatusFold, results::Results};

fn read(entries: &str) -> ClusterStatuses {
    let mut results = Results::new(StatusFold::default());
    results
        .read(format!(r#"{{"results":[{entries}]}}"#).as_bytes())
        .unwrap();
    results.end().unwrap().into()
}

/// The status of a cluster of which that is said besides its id.
fn status(fields: &str) -> ClusterStatus {
    let read = read(&format!(r#"{{"cluster_id":"c",{fields}}}"#));
    read[&"c".parse().unwrap()].clone()
}

const UNKNOWN: ClusterStatus = ClusterStatus {
    state: None,
    last_deployment_at: None,
    lock: None,
};

#[test]
fn a_status_is_read_with_its_date_and_its_lock() {
    let read = status(
        r#""status":"DEPLOYED","is_deployed":true,"reason":"MAINTENANCE","last_deployment_date":"2026-11-25T14:20:17.733084815+02:00","cluster_lock":{"reason":"freeze\nuntil Monday","cluster_id":"c","locked_at":"2026-11-25T12:00:00Z","owner_name":"Ada","ttl_in_days":2}"#,
    );
    let expected = ClusterStatus {
        state: Some(ClusterState::Deployed),
        last_deployment_at: Some(datetime!(2026-11-25 12:20:17.733084815 UTC)),
        lock: Some(ClusterLock {
            owner: "Ada".to_owned(),
            reason: "freeze until Monday".to_owned(),
            until: Some(datetime!(2026-11-27 12:00 UTC)),
        }),
    };
    assert_eq!(read, expected);
}

#[test]
fn a_cluster_that_was_never_deployed_has_no_date_and_no_lock() {
    for rest in ["", r#","last_deployment_date":null,"cluster_lock":null"#] {
        let read = status(&format!(r#""status":"READY"{rest}"#));
        let expected = ClusterStatus {
            state: Some(ClusterState::Ready),
            ..UNKNOWN
        };
        assert_eq!(read, expected);
    }
}

#[test]
fn what_cannot_be_read_of_a_status_makes_it_unknown() {
    for fields in [
        r#""status":"OF_TOMORROW""#,
        r#""status":null"#,
        r#""status":7"#,
        r#""is_deployed":true"#,
        r#""status":"DEPLOYED","last_deployment_date":"yesterday""#,
        r#""status":"DEPLOYED","last_deployment_date":1795608000"#,
        r#""status":"DEPLOYED","last_deployment_date":"9999-12-31T23:59:59Z""#,
        r#""status":"DEPLOYED","last_deployment_date":"9999-12-31T23:59:59-23:59""#,
        r#""status":"DEPLOYED","last_deployment_date":"0000-01-01T00:00:00+23:59""#,
        r#""status":"DEPLOYED","last_deployment_date":"+99999-01-01T00:00:00Z""#,
        r#""status":"DEPLOYED","cluster_lock":true"#,
        r#""status":"DEPLOYED","cluster_lock":{"reason":"freeze"}"#,
    ] {
        assert_eq!(status(fields), UNKNOWN, "{fields}");
    }
}

#[test]
fn two_states_of_one_cluster_are_none() {
    let read = read(
        r#"{"cluster_id":"c","status":"DEPLOYED"},{"cluster_id":"c","status":"READY"},{"cluster_id":"d","status":"READY"}"#,
    );
    assert_eq!(read[&"c".parse().unwrap()], UNKNOWN);
    assert_eq!(read[&"d".parse().unwrap()].state, Some(ClusterState::Ready));
}

#[test]
fn a_status_of_no_cluster_is_no_status() {
    for entry in [
        "null",
        "{}",
        r#"{"cluster_id":7,"status":"READY"}"#,
        r#"{"cluster_id":"a b","status":"READY"}"#,
    ] {
        assert!(read(entry).is_empty(), "{entry}");
    }
}
