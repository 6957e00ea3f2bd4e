//! Stacks and callers.

use std::collections::BTreeMap;

use domain::{
    aws::{
        access_key::AccessKey,
        arn::StackArn,
        stack::{Stack, StackStatus},
    },
    port_error::{PortError, PortErrorKind},
    ports::{CallerIdentity, KeyIdentity, Stacks},
};
use time::macros::datetime;

use super::canned::{Answer, Canned};

const ID: &str = "arn:aws:cloudformation:eu-west-3:123456789012:stack/qovery/0a1b2c3d";

async fn stack(id: &str, rest: &str) -> Result<Stack, PortError> {
    let stack = format!(
        "<Stacks><member><StackId>{id}</StackId><StackName>qovery</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime>{rest}</member></Stacks>"
    );
    let canned = Canned::new(move |_| Answer::xml("DescribeStacks", &stack));
    let asked_for: StackArn = ID.parse().unwrap();
    canned.adapters().describe_stack(&asked_for).await
}

#[tokio::test]
async fn a_stack_is_read_to_the_millisecond_of_its_last_update() {
    let rest = "<StackStatus>UPDATE_ROLLBACK_IN_PROGRESS</StackStatus><LastUpdatedTime>2026-11-25T12:00:00.123Z</LastUpdatedTime><EnableTerminationProtection>true</EnableTerminationProtection><Outputs><member><OutputKey>RoleArn</OutputKey><OutputValue>arn</OutputValue></member></Outputs>";
    let expected = Stack {
        name: "qovery".to_owned(),
        status: Some(StackStatus::UpdateRollbackInProgress),
        last_updated_at: Some(datetime!(2026-11-25 12:00:00.123 UTC)),
        is_protected: true,
        outputs: BTreeMap::from([("RoleArn".to_owned(), "arn".to_owned())]),
    };
    assert_eq!(stack(ID, rest).await.unwrap(), expected);
}

#[tokio::test]
async fn a_status_of_tomorrow_or_none_is_unknown() {
    for rest in ["<StackStatus>PAUSED</StackStatus>", ""] {
        let shown = stack(ID, rest).await.unwrap();
        assert_eq!((shown.status, shown.last_updated_at), (None, None));
    }
}

#[tokio::test]
async fn another_stack_of_the_same_name_is_not_the_one_that_was_asked_for() {
    let other = ID.replace("0a1b2c3d", "ffffffff");
    let answer = stack(&other, "<StackStatus>CREATE_COMPLETE</StackStatus>").await;
    assert_eq!(answer.unwrap_err().kind, PortErrorKind::Other);
}

fn caller(arn: &'static str) -> Canned {
    Canned::new(move |_| {
        let caller =
            format!("<Account>123456789012</Account><UserId>AIDA</UserId><Arn>{arn}</Arn>");
        Answer::xml("GetCallerIdentity", &caller)
    })
}

#[tokio::test]
async fn a_key_is_asked_for_with_itself_and_must_be_a_users() {
    let key = AccessKey {
        id: "AKIAIOSFODNN7EXAMPLE".parse().unwrap(),
        secret: "s".to_owned().into(),
    };
    let user = caller("arn:aws:iam::123456789012:user/u");
    let adapters = user.adapters();
    let shown = adapters.get_caller_identity_with(&key).await.unwrap();
    assert_eq!(
        (shown.account.as_str(), shown.user_id.as_str()),
        ("123456789012", "AIDA")
    );
    adapters.get_caller_identity().await.unwrap();
    let signed_with = |n: usize| user.asked()[n].header("authorization").unwrap().to_owned();
    assert!(signed_with(0).contains("Credential=AKIAIOSFODNN7EXAMPLE/"));
    assert!(signed_with(1).contains("Credential=AKIAFUNCTION/"));
    let role = caller("arn:aws:sts::123456789012:assumed-role/r/s");
    let error = role
        .adapters()
        .get_caller_identity_with(&key)
        .await
        .unwrap_err();
    assert_eq!(error.hint.as_deref(), Some("the key must be a user's"));
}
