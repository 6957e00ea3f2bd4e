//! A company with one of each, and its report.

use domain::{aws::organization::AccountState, organization::fleet::Standing};
use serde_json::json;

use super::company::{Company, codes, row};
use crate::organization::{
    member::NAME,
    settings::{FINDINGS, READER},
};

/// Anyone may assume it.
const PUBLIC: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}"#;

/// Of each account one thing is wrong; what, its place says.
fn company() -> Company {
    let company = Company::of(10);
    let [
        _,
        outside,
        lost,
        left,
        by_hand,
        closed,
        locked,
        twice,
        public,
        garbled,
    ] = company.members.as_slice()
    else {
        panic!("ten accounts");
    };
    company.out_of_reach(outside);
    company.at_qovery(|known| {
        known
            .clusters
            .retain(|cluster| !["cluster-2", "cluster-3"].contains(&cluster.name.as_str()));
        let names = [outside, lost].map(|member| format!("aws-{}", member.account));
        known.credentials.retain(|one| !names.contains(&one.name));
        let text = garbled.arn("role", "another");
        known.unreadable.push(json!({ "role_arn": text, "id": 7 }));
    });
    lost.world.edit(|state| state.stacks.clear());
    company.world.edit(|state| {
        state.accounts.retain(|one| one.id.as_str() != left.account);
    });
    company.out_of_reach(by_hand);
    by_hand.world.edit(|state| state.roles.remove(READER));
    company.state_of(closed, AccountState::Suspended);
    locked.world.edit(|state| state.roles.remove(READER));
    company.register(twice, "by-hand");
    public.world.edit(|state| {
        let role = state.roles.get_mut(NAME).expect("the role");
        PUBLIC.clone_into(&mut role.trust_policy);
    });
    company
}

#[tokio::test(start_paused = true)]
async fn a_report_says_how_each_account_stands_and_what_to_do() {
    let company = company();
    let report = company.run().await;
    let stands = |place: usize| {
        let row = row(&report, &company.members[place - 1]);
        (row.standing, codes(row))
    };
    assert_eq!(stands(1), (Standing::Connected, vec![]));
    assert_eq!(stands(2), (Standing::NotConnected, vec![]));
    let finding = |code| (Standing::Finding, vec![code]);
    assert_eq!(stands(3), finding("account-without-credentials"));
    assert_eq!(stands(4), finding("account-left"));
    assert_eq!(stands(5), finding("account-without-stack"));
    assert_eq!(stands(6), finding("account-closed"));
    assert_eq!(stands(7), finding("reader-unreachable"));
    assert_eq!(stands(8).0, Standing::Finding);
    assert!(stands(8).1.contains(&"several-credentials"));
    assert_eq!(stands(9), finding("public-access"));
    assert_eq!(stands(10), (Standing::Unknown, vec![]));
    insta::assert_snapshot!("company", report.to_text(16 << 10));
    let unconnected = row(&report, &company.members[1]);
    let json = serde_json::to_value(unconnected).expect("JSON");
    let expected = json!({
        "account": unconnected.account,
        "name": "team-2",
        "standing": "not-connected",
        "state": "ACTIVE",
    });
    assert_eq!(json, expected);
}

#[tokio::test(start_paused = true)]
async fn the_same_report_is_sent_once() {
    let company = company();
    for _ in 0..2 {
        company.run().await;
    }
    let sent = company.world.state().notifications;
    let [(topic, subject, text)] = sent.as_slice() else {
        panic!("one message: {sent:?}");
    };
    assert_eq!(topic, FINDINGS);
    assert!(
        subject.starts_with("Qovery fleet of `qovery-hub`: 10 accounts"),
        "{subject}"
    );
    assert!(text.contains("[account-left]"), "{text}");
    let metrics = company.world.state().metrics.concat();
    assert!(metrics.contains(r#""ConnectedAccounts":1"#), "{metrics}");
}

/// Nothing at Qovery and nothing in an account, whatever is found.
#[tokio::test(start_paused = true)]
async fn nothing_is_changed_that_is_only_reported() {
    let company = company();
    company.run().await;
    for member in &company.members {
        assert_eq!(member.world.effects(), [], "{}", member.account);
    }
    let effects = company.world.effects();
    let operations: Vec<&str> = effects.iter().map(|call| call.operation).collect();
    assert_eq!(operations, ["sns:Publish", "iam:TagRole"]);
}
