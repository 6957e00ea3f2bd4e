//! Whatever is added to what was seen, an access that was held stays held.

use proptest::{prelude::*, sample::Index};

use super::*;
use crate::qovery::{ClusterLock, UnreadableEntry};

/// What may be added: a user of the access, or something that could not be seen.
#[derive(Debug, Clone)]
enum Addition {
    Credentials,
    ClusterOf(Index),
    Registry,
    Unreadable,
    Unlisted(Index),
    Unread,
    State(Index, Option<ClusterState>),
    Lock(Index),
    LastUse(LastUse),
}

fn any_state() -> impl Strategy<Value = Option<ClusterState>> {
    proptest::option::of(proptest::sample::select(ClusterState::ALL))
}

fn any_addition() -> impl Strategy<Value = Addition> {
    let index = any::<Index>;
    prop_oneof![
        Just(Addition::Credentials),
        index().prop_map(Addition::ClusterOf),
        Just(Addition::Registry),
        Just(Addition::Unreadable),
        index().prop_map(Addition::Unlisted),
        Just(Addition::Unread),
        (index(), any_state()).prop_map(|(which, state)| Addition::State(which, state)),
        index().prop_map(Addition::Lock),
        Just(Addition::LastUse(LastUse::Unknown)),
        (3_i64..20).prop_map(|days| Addition::LastUse(LastUse::At(day(days)))),
    ]
}

fn any_status() -> impl Strategy<Value = ClusterStatus> {
    let deployed = Just(Some(ClusterState::Deployed));
    let state = prop_oneof![4 => deployed, 1 => any_state()];
    let at = proptest::option::weighted(0.9, (-3_i64..3).prop_map(day));
    (state, at).prop_map(|(state, last_deployment_at)| ClusterStatus {
        state,
        last_deployment_at,
        lock: None,
    })
}

/// What was seen: ours shows the old key, the new one or a role; others show anything.
fn any_organization() -> impl Strategy<Value = Organization> {
    let values = prop_oneof![
        1 => Just(shows_key(OLD)),
        4 => Just(shows_key(NEW)),
        2 => Just(shows_role(ROLE)),
        1 => Just(CredentialsValues::Other),
    ];
    let ours = (values, proptest::collection::vec(any_status(), 0..3));
    ours.prop_map(|(values, statuses)| {
        let names: Vec<String> = (0..statuses.len()).map(|n| format!("n{n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let ours = linked(OURS, values, &names);
        let mut seen = sample::organization(vec![ours], &sample::deployed(day(1)));
        let clusters = names.iter().map(|name| sample::cluster(name).id);
        seen.clusters = Some(clusters.zip(statuses).collect());
        seen
    })
}

fn add(addition: &Addition, seen: &mut Organization, superseded: &mut Superseded) {
    match addition {
        Addition::Credentials => {
            let theirs = linked(THEIRS, shows_key(OLD), &["theirs"]);
            seen.credentials.entries.push(theirs);
        }
        Addition::ClusterOf(which) => {
            let entries = &mut seen.credentials.entries;
            let which = which.index(entries.len());
            entries[which].clusters.push(sample::cluster("unseen"));
        }
        Addition::Registry => seen
            .registries
            .as_mut()
            .unwrap()
            .entries
            .push(sample::registry("mirror", shows_key(OLD))),
        Addition::Unreadable => {
            let entry = UnreadableEntry(format!("[{OLD}]"));
            seen.credentials.unreadable.push(entry);
        }
        Addition::Unread => seen.clusters = None,
        Addition::LastUse(last_used) => superseded.last_used = *last_used,
        Addition::Unlisted(_) | Addition::State(..) | Addition::Lock(_) => {
            change_status(addition, seen);
        }
    }
}

fn change_status(addition: &Addition, seen: &mut Organization) {
    let Some(statuses) = seen.clusters.as_mut().filter(|all| !all.is_empty()) else {
        return;
    };
    let ids: Vec<_> = statuses.keys().cloned().collect();
    match addition {
        Addition::Unlisted(which) => {
            statuses.remove(which.get(&ids));
        }
        Addition::State(which, state) if *state != Some(ClusterState::Deployed) => {
            let status = statuses.get_mut(which.get(&ids)).unwrap();
            // A cluster that was deployed before has a date.
            status.state = *state;
            status.last_deployment_at.get_or_insert(day(1));
        }
        Addition::Lock(which) => {
            statuses.get_mut(which.get(&ids)).unwrap().lock = Some(ClusterLock {
                owner: "a person".to_owned(),
                reason: "a freeze".to_owned(),
                until: None,
            });
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..<_>::default() })]

    #[test]
    fn no_user_and_nothing_unseen_makes_an_access_go(
        seen in any_organization(),
        additions in proptest::collection::vec(any_addition(), 1..4),
    ) {
        let (ours, now) = (sample::ours(), day(10));
        let (mut more, mut later) = (seen.clone(), superseded());
        for addition in &additions {
            add(addition, &mut more, &mut later);
        }
        let before = held_after(&access(), superseded(), &ours, &seen, now);
        let after = held_after(&access(), later, &ours, &more, now);
        prop_assert!(before.is_empty() || !after.is_empty(), "{before:?} {additions:?}");
        let before = held_in_use(&access(), Some(&ours), &seen);
        let after = held_in_use(&access(), Some(&ours), &more);
        prop_assert!(before.is_empty() || !after.is_empty(), "{before:?} {additions:?}");
    }

    #[test]
    fn each_user_and_each_thing_unseen_holds_an_access_by_itself(addition in any_addition()) {
        let (mut seen, mut later) = (moved(), superseded());
        add(&addition, &mut seen, &mut later);
        let is_nothing = matches!(addition, Addition::State(_, Some(ClusterState::Deployed)))
            || matches!(addition, Addition::LastUse(LastUse::At(used)) if used == day(3));
        let holds = held_after(&access(), later, &sample::ours(), &seen, day(10));
        prop_assert_eq!(holds.is_empty(), is_nothing, "{:?}", holds);
    }
}
