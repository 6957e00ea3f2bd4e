//! Instances of a `StackSet`.

use domain::{
    aws::organization::{InstanceStatus, StackInstance, StackSet},
    port_error::PortError,
    ports::StackInstances,
};

use super::canned::{Answer, Canned};

const STACK: &str = "arn:aws:cloudformation:eu-west-3:123456789012:stack/qovery/0a1b2c3d";

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
