//! The quiet time, and the words.

use std::collections::BTreeSet;

use super::*;
use crate::aws::arn::RoleArn;

fn until(at: OffsetDateTime) -> Vec<Hold> {
    vec![Hold::NotQuiet { until: at }]
}

fn at(superseded: Superseded, now: OffsetDateTime) -> Vec<Hold> {
    held_after(&access(), superseded, &sample::ours(), &moved(), now)
}

#[test]
fn quiet_time_counts_from_the_last_use_and_from_when_all_clusters_were_seen_to_have_moved() {
    let second = Duration::seconds(1);
    for (last_used, quiet_at) in [
        (LastUse::Never, day(9)),
        (LastUse::At(day(1)), day(9)),
        (LastUse::At(day(3)), day(10)),
    ] {
        let seen = Superseded {
            last_used,
            ..superseded()
        };
        assert_eq!(at(seen, quiet_at - second), until(quiet_at));
        assert_eq!(at(seen, quiet_at), []);
    }
}

/// Qovery's own maintenance deploys clusters every week.
#[test]
fn a_later_deployment_does_not_begin_the_quiet_time_anew() {
    let mut weekly = moved();
    let statuses = weekly.clusters.as_mut().unwrap();
    let status = statuses.values_mut().next().unwrap();
    status.last_deployment_at = Some(day(9));
    assert_eq!(after(&weekly), []);
}

#[test]
fn an_access_whose_clusters_were_not_seen_to_have_moved_or_whose_use_is_unknown_is_not_quiet() {
    let unseen = Superseded {
        moved_at: None,
        ..superseded()
    };
    assert_eq!(at(unseen, day(100)), until(day(107)));
    let unknown = Superseded {
        last_used: LastUse::Unknown,
        ..superseded()
    };
    assert!(matches!(at(unknown, day(100))[..], [Hold::Unknown(_)]));
}

/// A date that a person, or a broken API, wrote.
#[test]
fn no_date_is_too_late_to_count_from() {
    let last = time::macros::datetime!(9999-12-31 23:59:59 UTC);
    let seen = Superseded {
        last_used: LastUse::At(last),
        grace: std::time::Duration::MAX,
        ..superseded()
    };
    assert_eq!(
        at(seen, day(100)),
        until(OffsetDateTime::new_utc(time::Date::MAX, time::Time::MAX))
    );
}

#[test]
fn only_time_lets_go_of_what_is_not_quiet() {
    assert!(until(day(9))[0].is_waiting());
    assert!(!Hold::Unreadable.is_waiting() && Hold::Unreadable.is_unknown());
}

/// Each hold once, about a key, a role and a user.
#[test]
fn a_hold_names_its_subject_and_carries_a_code_of_that_subject() {
    let holds = [
        Hold::Unknown("no answer".to_owned()),
        Hold::Registered {
            id: sample::ours(),
            name: "aws".to_owned(),
        },
        Hold::Cluster {
            name: "production".to_owned(),
            reason: ClusterHold::Busy,
        },
        Hold::Registry {
            name: "mirror".to_owned(),
        },
        Hold::NotQuiet { until: day(9) },
        Hold::Attached("login profile".to_owned()),
    ];
    let (id, role) = (key(OLD), ROLE.parse::<RoleArn>().unwrap());
    let codes = |subject: Subject<'_>| -> BTreeSet<Code> {
        let findings = holds.iter().map(|hold| hold.finding(&subject));
        findings
            .map(|finding| {
                assert!(
                    finding.message.contains(&subject.to_string()),
                    "{finding:?}"
                );
                finding.code
            })
            .collect()
    };
    let of_key = codes(Subject::Key(&id));
    let of_role = codes(Subject::Role(role.as_str()));
    assert_eq!((of_key.len(), of_role.len()), (holds.len(), holds.len()));
    assert_eq!(of_role, codes(Subject::User("qovery")));
    let shared: Vec<&Code> = of_key.intersection(&of_role).collect();
    assert_eq!(
        shared,
        [&Code::IdentityHasAttachments, &Code::RegistryHoldsAccess]
    );
}
