//! What is concluded about one account.

use super::*;

#[test]
fn an_account_is_connected_when_all_three_lists_and_the_look_into_it_are_well() {
    let row = first(&lists(), seen(ONE, OURS, Vec::new()));
    assert_eq!(row.standing, Standing::Connected, "{row:?}");
    assert_eq!(row.name.as_deref(), Some("team-1"));
    assert_eq!(row.credentials[0].clusters, ["production"]);
}

/// Each list, or what it says of the account, is unknown in turn, and everything else is well.
fn lists_that_say_too_little() -> Vec<Lists> {
    let instance_is = |status| Lists {
        instances: Ok(vec![instance(ONE, status)]),
        ..lists()
    };
    let mut unreadable = lists();
    if let Ok(seen) = &mut unreadable.organization {
        let entry = UnreadableEntry(format!("{{\"role_arn\":\"arn:aws:iam::{ONE}:role/x\"}}"));
        seen.credentials.unreadable.push(entry);
    }
    vec![
        Lists {
            accounts: Err(unknown("throttled")),
            ..lists()
        },
        Lists {
            accounts: Ok(vec![account(ONE, None)]),
            ..lists()
        },
        Lists {
            instances: Err(unknown("denied")),
            ..lists()
        },
        instance_is(None),
        instance_is(Some(InstanceStatus::UnderWay)),
        instance_is(Some(InstanceStatus::Skipped)),
        Lists {
            organization: Err(unknown("503")),
            ..lists()
        },
        unreadable,
    ]
}

#[test]
fn what_the_lists_do_not_say_makes_an_account_unknown_and_never_connected() {
    for lists in lists_that_say_too_little() {
        let row = first(&lists, seen(ONE, OURS, Vec::new()));
        assert_eq!(row.standing, Standing::Unknown, "{lists:?}: {row:?}");
    }
}

#[test]
fn what_was_not_seen_in_an_account_makes_it_unknown_and_never_connected() {
    let mut check = Check::new(CheckName::Permissions);
    check.miss("throttled");
    let throttled = Unknown {
        cause: "throttled".to_owned(),
        kind: Some(PortErrorKind::Throttled(None)),
    };
    for visit in [
        seen(ONE, OURS, vec![check]),
        Visit::NotAdmitted(throttled),
        Visit::NotTried("the time was up".to_owned()),
        Visit::NotFound("its stack names no role".to_owned()),
    ] {
        let row = first(&lists(), visit);
        assert_eq!(row.standing, Standing::Unknown, "{row:?}");
    }
}

#[test]
fn the_reconciliation_s_findings_are_the_account_s_but_those_that_are_the_hub_s() {
    let checks = vec![
        finding(CheckName::TrustPolicy, Code::PublicAccess),
        finding(CheckName::ApiToken, Code::ApiTokenRefused),
        finding(CheckName::Stack, Code::StackUnprotected),
    ];
    let row = first(&lists(), seen(ONE, OURS, checks));
    assert_eq!(codes(&row), [Code::PublicAccess]);
    assert_eq!(row.standing, Standing::Finding);
}

#[test]
fn an_account_without_stack_and_credentials_is_not_connected_and_no_finding() {
    let lists = without_stack(with_credentials(Vec::new()));
    let row = first(&lists, Visit::NotNeeded);
    assert_eq!(
        (row.standing, codes(&row)),
        (Standing::NotConnected, vec![])
    );
    assert_eq!(join(&lists)[0].route(&lists), None);
}

#[test]
fn an_account_with_a_stack_and_no_credentials_is_a_finding() {
    let lists = with_credentials(Vec::new());
    let row = first(
        &lists,
        Visit::NotFound("its stack names no role".to_owned()),
    );
    assert_eq!(codes(&row), [Code::AccountWithoutCredentials]);
}

#[test]
fn credentials_that_no_member_stack_looks_after_are_a_finding_unless_the_hub_gets_in() {
    let lists = without_stack(lists());
    let roles = vec!["arn:aws:iam::100000000001:role/qovery".parse().unwrap()];
    assert_eq!(join(&lists)[0].route(&lists), Some(Route::Roles(roles)));
    assert_eq!(codes(&first(&lists, denied())), [Code::AccountWithoutStack]);
    let row = first(&lists, seen(ONE, OURS, Vec::new()));
    assert_eq!(row.standing, Standing::Connected);
    let unread = Lists {
        instances: Err(unknown("denied")),
        ..lists
    };
    assert_eq!(first(&unread, denied()).standing, Standing::Unknown);
}

#[test]
fn a_reader_that_does_not_admit_the_hub_is_a_finding() {
    assert_eq!(codes(&first(&lists(), denied())), [Code::ReaderUnreachable]);
}

#[test]
fn credentials_of_an_account_that_left_or_ended_are_a_finding_and_nobody_looks_into_it() {
    let left = Lists {
        accounts: Ok(Vec::new()),
        ..lists()
    };
    let row = first(&left, Visit::NotNeeded);
    assert_eq!(codes(&row), [Code::AccountLeft]);
    let message = &row.findings[0].finding.message;
    assert!(message.contains("used by production"), "{message}");
    assert_eq!(join(&left)[0].route(&left), None);
    for state in [
        AccountState::Suspended,
        AccountState::PendingClosure,
        AccountState::Closed,
    ] {
        let mut ended = Lists {
            accounts: Ok(vec![account(ONE, Some(state))]),
            instances: Ok(vec![instance(ONE, Some(InstanceStatus::Skipped))]),
            ..lists()
        };
        assert_eq!(join(&ended)[0].route(&ended), None);
        assert_eq!(
            codes(&first(&ended, Visit::NotNeeded)),
            [Code::AccountClosed]
        );
        ended.organization = Ok(sample::organization(Vec::new(), &deployed(day(1))));
        let row = first(&ended, Visit::NotNeeded);
        assert_eq!((row.standing, codes(&row)), (Standing::Ended, vec![]));
    }
}

#[test]
fn a_stack_that_the_stack_set_failed_in_says_why() {
    for status in [InstanceStatus::Outdated, InstanceStatus::Inoperable] {
        let mut failed = instance(ONE, Some(status));
        failed.reason = Some("ResourceLogicalId:QoveryRole".to_owned());
        let lists = Lists {
            instances: Ok(vec![failed]),
            ..lists()
        };
        let row = first(&lists, seen(ONE, OURS, Vec::new()));
        assert_eq!(codes(&row), [Code::MemberStackFailed]);
        assert!(row.findings[0].finding.message.contains("QoveryRole"));
    }
}

/// One of them is a key, whose account STS says.
#[test]
fn two_credentials_of_one_account_are_a_finding_whatever_their_kind() {
    for (values, keys) in [
        (role(ONE), KeyOwners::new()),
        (
            shows_key(KEY),
            KeyOwners::from([(KEY.parse().unwrap(), Ok(ONE.parse().unwrap()))]),
        ),
    ] {
        let both = vec![
            linked(OURS, role(ONE), &["production"]),
            linked(THEIRS, values, &[]),
        ];
        let lists = Lists {
            keys,
            ..with_credentials(both)
        };
        let row = first(&lists, seen(ONE, OURS, Vec::new()));
        assert_eq!(codes(&row), [Code::SeveralCredentials]);
        assert!(row.findings[0].finding.message.contains(THEIRS));
    }
}

/// The outputs of a member's stack are its own word.
#[test]
fn a_stack_that_claims_another_account_s_credentials_is_found_out() {
    let lists = Lists {
        accounts: Ok(vec![
            account(ONE, Some(AccountState::Active)),
            account(TWO, Some(AccountState::Active)),
        ]),
        ..with_credentials(vec![
            linked(OURS, role(ONE), &[]),
            linked(THEIRS, role(TWO), &["production"]),
        ])
    };
    let gone = finding(CheckName::Credentials, Code::CredentialsGone);
    let row = first(&lists, seen(ONE, THEIRS, vec![gone]));
    assert_eq!(codes(&row), [Code::CredentialsOfAnotherAccount]);
}

/// What a decision on an account's identities may depend on stays, and nothing else.
#[test]
fn of_an_organization_an_account_s_look_has_what_shows_it_or_may_show_it() {
    let mut seen = sample::organization(
        vec![
            linked(OURS, role(ONE), &["mine"]),
            linked(THEIRS, role(TWO), &["other"]),
        ],
        &deployed(day(1)),
    );
    let mention = |account: &str| UnreadableEntry(format!("…{account}…"));
    let unreadable = vec![mention(ONE), mention(TWO)];
    seen.credentials.unreadable.clone_from(&unreadable);
    seen.registries = Some(Registries {
        entries: vec![registry("mine", role(ONE)), registry("other", role(TWO))],
        unreadable,
    });
    let about = about(&seen, &ONE.parse().unwrap(), &KeyOwners::new());
    assert_eq!(
        about.credentials.entries,
        [linked(OURS, role(ONE), &["mine"])]
    );
    assert_eq!(about.credentials.unreadable, [mention(ONE)]);
    assert_eq!(about.clusters.map(|clusters| clusters.len()), Some(1));
    let registries = about.registries.unwrap();
    assert_eq!(registries.entries, [registry("mine", role(ONE))]);
    assert_eq!(registries.unreadable, [mention(ONE)]);
    seen.registries = None;
    seen.clusters = None;
    let unread = super::about(&seen, &ONE.parse().unwrap(), &KeyOwners::new());
    assert!(unread.registries.is_none() && unread.clusters.is_none());
}
