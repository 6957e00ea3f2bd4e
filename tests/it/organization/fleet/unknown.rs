//! What cannot be asked is unknown: no account counts as connected by it.

use std::time::Duration;

use domain::{organization::fleet::Standing, port_error::PortErrorKind};
use support::world::{At, Fault};
use tokio::time::timeout;

use super::company::{Company, TIME_LEFT, codes, row};
use crate::organization::{member::NAME, settings::TOKEN_SECRET};

fn unavailable(operation: &'static str) -> (At, Fault) {
    let fault = Fault::Fail(PortErrorKind::Unavailable);
    (At::Operation(operation, 1), fault)
}

#[tokio::test(start_paused = true)]
async fn without_one_of_the_lists_no_account_is_connected() {
    for operation in [
        "organizations:ListAccounts",
        "cloudformation:ListStackInstances",
        "GET /organization/{id}/credentials",
    ] {
        let company = Company::of(3);
        let (at, fault) = unavailable(operation);
        company.world.inject(at, fault);
        let report = company.run().await;
        assert_eq!(report.standings.unknown, 3, "{operation}");
        let text = report.to_text(4 << 10);
        assert!(text.contains("unknown (1)"), "{operation}: {text}");
    }
}

/// What needs no Qovery is looked at all the same.
#[tokio::test(start_paused = true)]
async fn a_token_that_is_gone_is_said_once_and_accounts_are_looked_into() {
    let company = Company::of(3);
    company
        .world
        .edit(|state| state.secrets.remove(TOKEN_SECRET));
    let public = &company.members[1];
    public.world.edit(|state| {
        let role = state.roles.get_mut(NAME).expect("the role");
        role.trust_policy = role.trust_policy.replace("222222222222", "*");
    });
    let report = company.run().await;
    let found: Vec<_> = report.findings.iter().collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].finding.code.as_str(), "api-token-unreadable");
    assert_eq!(codes(row(&report, public)), ["public-access"]);
    assert_eq!(
        (report.standings.connected, report.standings.unknown),
        (0, 2)
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_that_fails_or_panics_in_an_account_is_that_account_s() {
    for fault in [
        Fault::Panic,
        Fault::Hang,
        Fault::Fail(PortErrorKind::Throttled(None)),
    ] {
        for operation in [
            "cloudformation:DescribeStacks",
            "iam:GetRole",
            "iam:ListEntitiesForPolicy",
        ] {
            let company = Company::of(2);
            let [one, other] = company.members.as_slice() else {
                panic!("two accounts");
            };
            one.world.inject(At::Operation(operation, 1), fault);
            let report = company.run().await;
            assert_eq!(
                row(&report, one).standing,
                Standing::Unknown,
                "{operation} {fault:?}"
            );
            assert_eq!(
                row(&report, other).standing,
                Standing::Connected,
                "{operation}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_time_does_not_suffice_for_is_unknown() {
    let company = Company::of(2);
    let report = company.run_for(Duration::from_mins(2)).await;
    assert_eq!(report.standings.unknown, 2);
    assert_eq!(company.run_for(TIME_LEFT).await.standings.connected, 2);
}

const LIST: &str = "GET /organization/{id}/credentials";

/// More accounts than one wave has, each so slow that Qovery would be looked at again before the next.
fn slow_company() -> Company {
    let company = Company::of(130);
    for member in &company.members {
        member.world.delay_calls(Duration::from_secs(9));
    }
    company
}

/// Qovery never answers the second look, or says at once that it is away.
#[tokio::test(start_paused = true)]
async fn a_second_look_that_fails_or_hangs_is_the_last_and_the_run_ends_with_its_report() {
    for fault in [Fault::Hang, Fault::Fail(PortErrorKind::Unavailable)] {
        let company = slow_company();
        company.world.inject(At::Operation(LIST, 2), fault);
        let run = timeout(TIME_LEFT, company.run()).await;
        let report = run.unwrap_or_else(|_| panic!("{fault:?}: no report"));
        assert_eq!(company.world.count(LIST), 2, "{fault:?}");
        let standings = report.standings;
        assert_eq!(
            (standings.connected, standings.unknown),
            (64, 66),
            "{fault:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn qovery_is_not_looked_at_again_for_accounts_that_the_time_does_not_suffice_for() {
    let company = slow_company();
    let report = company.run_for(Duration::from_secs(205)).await;
    assert_eq!(company.world.count(LIST), 1);
    assert!(
        report.standings.connected > 0,
        "{}",
        report.standings.connected
    );
}
