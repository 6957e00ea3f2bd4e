//! Accounts of an organization and instances of a `StackSet`, page by page.

use domain::{
    aws::organization::{AccountState, InstanceStatus, StackInstance, StackSet},
    port_error::PortError,
    ports::{OrganizationAccounts, StackInstances},
};

use super::canned::{Answer, Canned};

const STACK: &str = "arn:aws:cloudformation:eu-west-3:123456789012:stack/qovery/0a1b2c3d";

#[tokio::test]
async fn accounts_of_all_pages_are_read_with_their_state() {
    let page = |accounts: &str, rest: &str| format!(r#"{{"Accounts":[{accounts}]{rest}}}"#);
    let canned = Canned::new(move |asked| {
        let body = if asked.body.contains("more") {
            page(
                r#"{"Id":"222222222222","State":"FROZEN"},{"Id":"333333333333"}"#,
                "",
            )
        } else {
            let first = r#"{"Id":"111111111111","Name":"pay\nments","State":"PENDING_CLOSURE"}"#;
            page(first, r#","NextToken":"more""#)
        };
        Answer::new(200, body)
    });
    let accounts = canned.adapters().list_accounts().await.unwrap();
    let seen = accounts.iter().map(|one| (one.id.as_str(), one.state));
    assert_eq!(
        seen.collect::<Vec<_>>(),
        [
            ("111111111111", Some(AccountState::PendingClosure)),
            ("222222222222", None),
            ("333333333333", None),
        ]
    );
    assert_eq!(accounts[0].name, "pay ments");
    assert_eq!(canned.operations(), ["organizations:ListAccounts"; 2]);
}

/// A list with one account less than there are would make that account one that left.
#[tokio::test]
async fn an_account_without_an_id_makes_the_list_unreadable() {
    let canned = Canned::new(|_| Answer::new(200, r#"{"Accounts":[{"Name":"payments"}]}"#));
    let error = canned.adapters().list_accounts().await.unwrap_err();
    assert_eq!(error.operation, "organizations:ListAccounts");
}

async fn instances(summary: &'static str) -> (Canned, Result<Vec<StackInstance>, PortError>) {
    let canned = Canned::new(move |_| {
        let list = format!("<Summaries><member>{summary}</member></Summaries>");
        Answer::xml("ListStackInstances", &list)
    });
    let set = StackSet {
        name: "members".to_owned(),
        region: "eu-west-3".to_owned(),
        as_delegated_admin: true,
    };
    let listed = canned.adapters().list_stack_instances(&set).await;
    (canned, listed)
}

#[tokio::test]
async fn an_instance_is_asked_for_in_the_region_and_as_who_may_and_read_with_its_reason() {
    let (canned, listed) = instances("<Account>123456789012</Account><StackId>arn:aws:cloudformation:eu-west-3:123456789012:stack/qovery/0a1b2c3d</StackId><Status>OUTDATED</Status><StackInstanceStatus><DetailedStatus>FAILED</DetailedStatus></StackInstanceStatus><StatusReason>no</StatusReason>").await;
    let expected = StackInstance {
        account: "123456789012".parse().unwrap(),
        stack: Some(STACK.parse().unwrap()),
        status: Some(InstanceStatus::Outdated),
        reason: Some("no".to_owned()),
    };
    assert_eq!(listed.unwrap(), [expected]);
    assert_eq!(canned.operations(), ["cloudformation:ListStackInstances"]);
    let asked = &canned.asked()[0];
    assert_eq!(asked.field("CallAs"), Some("DELEGATED_ADMIN"));
    assert_eq!(asked.field("StackInstanceRegion"), Some("eu-west-3"));
}

#[tokio::test]
async fn an_instance_without_a_stack_is_one_and_an_instance_of_no_account_is_none() {
    let (_, skipped) = instances("<Account>123456789012</Account><Status>OUTDATED</Status><StackInstanceStatus><DetailedStatus>SKIPPED_SUSPENDED_ACCOUNT</DetailedStatus></StackInstanceStatus>").await;
    let skipped = &skipped.unwrap()[0];
    assert_eq!(
        (&skipped.stack, skipped.status),
        (&None, Some(InstanceStatus::Skipped))
    );
    let (_, nobody) = instances("<Status>CURRENT</Status>").await;
    let error = nobody.unwrap_err();
    assert_eq!(error.operation, "cloudformation:ListStackInstances");
}
