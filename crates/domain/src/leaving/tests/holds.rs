//! Who counts as a user.

use super::*;
use crate::qovery::{ClusterLock, ClusterStatuses, Registries, UnreadableEntry};

fn one_cluster(reason: ClusterHold) -> Vec<Hold> {
    vec![Hold::Cluster {
        name: "production".to_owned(),
        reason,
    }]
}

fn registered(id: &str) -> Hold {
    Hold::Registered {
        id: id.parse().unwrap(),
        name: "aws".to_owned(),
    }
}

/// The one cluster with another status. `None` means that it is missing from the statuses.
fn with(status: Option<ClusterStatus>) -> Organization {
    let mut organization = moved();
    let statuses = organization.clusters.as_mut().unwrap();
    statuses.clear();
    statuses.extend(status.map(|status| (sample::cluster("production").id, status)));
    organization
}

fn status(state: ClusterState, at: Option<OffsetDateTime>) -> ClusterStatus {
    ClusterStatus {
        state: Some(state),
        last_deployment_at: at,
        lock: None,
    }
}

fn with_copy(change: impl FnOnce(&mut Organization)) -> Organization {
    let mut organization = moved();
    change(&mut organization);
    organization
}

#[test]
fn what_all_clusters_have_moved_away_from_and_nothing_shows_may_go() {
    assert_eq!(after(&moved()), []);
}

#[test]
fn what_a_linked_cluster_may_run_on_is_not_deleted_with_the_stack() {
    assert_eq!(on_deletion(&moved()), one_cluster(ClusterHold::Linked));
    let unused = sample::organization(
        vec![linked(OURS, shows_key(OLD), &[])],
        &sample::deployed(day(1)),
    );
    assert_eq!(on_deletion(&unused), []);
}

/// Every state: only a deployment after what Qovery was given, and a cluster that was never
/// deployed, hold nothing back.
#[test]
fn every_state_of_a_cluster_holds_as_far_as_it_may_run_on_the_access() {
    for state in ClusterState::ALL {
        for at in [None, Some(day(-1)), Some(day(GIVEN)), Some(day(1))] {
            let seen = with(Some(status(*state, at)));
            let is_new = *state == ClusterState::Ready && at.is_none();
            let has_taken = *state == ClusterState::Deployed && at == Some(day(1));
            let reason = |otherwise| {
                if state.is_busy() {
                    ClusterHold::Busy
                } else {
                    otherwise
                }
            };
            let superseded = if is_new || has_taken {
                Vec::new()
            } else {
                one_cluster(reason(ClusterHold::NotDeployedSince))
            };
            assert_eq!(after(&seen), superseded, "{state} {at:?}");
            let deleted = if is_new {
                Vec::new()
            } else {
                one_cluster(reason(ClusterHold::Linked))
            };
            assert_eq!(on_deletion(&seen), deleted, "{state} {at:?}");
        }
    }
}

#[test]
fn a_cluster_that_could_not_be_seen_holds() {
    let unread = with_copy(|seen| seen.clusters = None);
    let unpublished = ClusterStatus {
        state: None,
        ..sample::deployed(day(1))
    };
    for seen in [unread, with(None), with(Some(unpublished))] {
        for holds in [after(&seen), on_deletion(&seen)] {
            assert_eq!(holds, one_cluster(ClusterHold::Unknown));
            assert!(holds[0].is_unknown());
        }
    }
}

#[test]
fn a_locked_cluster_holds_though_it_has_taken_what_came_after() {
    let lock = ClusterLock {
        owner: "a person".to_owned(),
        reason: "a freeze".to_owned(),
        until: Some(day(12)),
    };
    let locked = ClusterStatus {
        lock: Some(lock.clone()),
        ..sample::deployed(day(1))
    };
    let holds = after(&with(Some(locked)));
    assert_eq!(holds, one_cluster(ClusterHold::Locked(lock)));
    let finding = holds[0].finding(&Subject::Key(&key(OLD)));
    let (who, why) = ("`a person` has locked it until 2026-", "Z: a freeze");
    assert!(
        finding.message.contains(who) && finding.message.ends_with(why),
        "{}",
        finding.message
    );
}

#[test]
fn whatever_still_shows_the_access_holds_it() {
    let theirs = linked(THEIRS, shows_key(OLD), &[]);
    let ours = with_copy(|seen| {
        seen.credentials.entries[0].credentials.values = shows_key(OLD);
    });
    let mirror = sample::registry("mirror", shows_key(OLD));
    let entry = UnreadableEntry(format!(r#"{{"credential":{{"access_key_id":"{OLD}"}}}}"#));
    let others = with_copy(|seen| seen.credentials.entries.push(theirs));
    let registries = with_copy(|seen| seen.registries.as_mut().unwrap().entries.push(mirror));
    let unreadable = with_copy(|seen| seen.credentials.unreadable.push(entry));
    let registry = Hold::Registry {
        name: "mirror".to_owned(),
    };
    assert_eq!(after(&ours), [registered(OURS)]);
    assert_eq!(after(&others), [registered(THEIRS)]);
    assert_eq!(after(&registries), std::slice::from_ref(&registry));
    assert_eq!(after(&unreadable), [Hold::Unreadable]);
    assert!(on_deletion(&registries).contains(&registry));
    assert!(on_deletion(&unreadable).contains(&Hold::Unreadable));
}

/// Credentials of another stack, or made by hand, for the same role.
#[test]
fn clusters_of_every_credentials_that_show_the_access_count_on_deletion() {
    let role = Access::Role(ROLE.parse().unwrap());
    let entries = vec![
        linked(OURS, shows_role(ROLE), &[]),
        linked(THEIRS, shows_role(ROLE), &["production"]),
    ];
    let organization = sample::organization(entries, &sample::deployed(day(1)));
    let held = one_cluster(ClusterHold::Linked);
    for ours in [Some(sample::ours()), None] {
        assert_eq!(held_in_use(&role, ours.as_ref(), &organization), held);
    }
}

#[test]
fn what_shows_nothing_of_ours_is_passed_over() {
    let foreign = with_copy(|seen| {
        let values = [
            shows_key(NEW),
            shows_role(OTHER_ROLE),
            CredentialsValues::Other,
        ];
        for values in values {
            let mut entry = linked(THEIRS, values.clone(), &["theirs"]);
            entry.credentials.id = format!("theirs-{}", seen.credentials.entries.len())
                .parse()
                .unwrap();
            seen.credentials.entries.push(entry);
            seen.registries
                .as_mut()
                .unwrap()
                .entries
                .push(sample::registry("theirs", values));
        }
        let entry = UnreadableEntry(format!(r#"{{"access_key_id":"{NEW}"}}"#));
        seen.credentials.unreadable.push(entry);
    });
    assert_eq!(after(&foreign), []);
}

#[test]
fn registries_that_could_not_be_read_hold() {
    let unread = with_copy(|seen| seen.registries = None);
    assert!(after(&unread)[0].is_unknown());
    assert!(on_deletion(&unread).iter().any(Hold::is_unknown));
    let entry = UnreadableEntry(format!(r#"{{"config":"{OLD}"}}"#));
    let unreadable = with_copy(|seen| seen.registries.as_mut().unwrap().unreadable.push(entry));
    assert_eq!(after(&unreadable), [Hold::Unreadable]);
}

#[test]
fn credentials_that_qovery_does_not_list_say_nothing_of_their_clusters() {
    let empty = Organization {
        clusters: Some(ClusterStatuses::new()),
        registries: Some(Registries::default()),
        ..Organization::default()
    };
    let holds = after(&empty);
    assert!(matches!(holds[..], [Hold::Unknown(_)]), "{holds:?}");
}

#[test]
fn every_hold_is_named_beside_the_others() {
    let mut seen = with(Some(status(ClusterState::DeploymentQueued, Some(day(1)))));
    let entries = &mut seen.credentials.entries;
    entries.push(linked(THEIRS, shows_key(OLD), &["theirs"]));
    entries[0].clusters.push(sample::cluster("unseen"));
    seen.registries
        .as_mut()
        .unwrap()
        .entries
        .push(sample::registry("mirror", shows_key(OLD)));
    assert_eq!(after(&seen).len(), 4, "{:?}", after(&seen));
    assert_eq!(on_deletion(&seen).len(), 4, "{:?}", on_deletion(&seen));
}
