//! Ports list what their adapters call: no more, no less, and by the same name.

use std::collections::BTreeSet;

use domain::{
    aws::{
        access_key::AccessKey,
        iam::KeyStatus,
        secret::{StagingLabel, VersionId},
    },
    permissions::Simulation,
    port_error::PortError,
    ports::{
        AccessKeys, Identities, IdentityTags, KeyAccounts, Notifications, RoleTags, Roles,
        SecretDeletion, SecretVersions, Secrets, Stacks,
    },
};

use super::canned::{Answer, Asked, Canned};
use crate::Adapters;

const USER: &str = "<User><Path>/</Path><UserName>u</UserName><UserId>AIDA</UserId><Arn>arn:aws:iam::123456789012:user/u</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate></User>";
const ROLE: &str = "<Role><Path>/</Path><RoleName>r</RoleName><RoleId>AROA</RoleId><Arn>arn:aws:iam::123456789012:role/r</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate><AssumeRolePolicyDocument>%7B%7D</AssumeRolePolicyDocument></Role>";
const STACK: &str = "arn:aws:cloudformation:eu-west-3:123456789012:stack/qovery/0a1b2c3d";
const SECRET: &str = "arn:aws:secretsmanager:eu-west-3:123456789012:secret:key-AbCdEf";
const POLICY: &str = "arn:aws:iam::123456789012:policy/p";

/// The least that each operation answers.
fn success(asked: &Asked) -> Answer {
    let operation = asked.operation();
    let (service, action) = operation.split_once(':').expect("service:Action");
    if service == "secretsmanager" {
        return Answer::new(200, r#"{"SecretString":"s"}"#);
    }
    let result = match action {
        "GetUser" => USER.to_owned(),
        "GetRole" => ROLE.to_owned(),
        "CreateAccessKey" => "<AccessKey><UserName>u</UserName><AccessKeyId>AKIAIOSFODNN7EXAMPLE</AccessKeyId><Status>Active</Status><SecretAccessKey>s</SecretAccessKey></AccessKey>".to_owned(),
        "GetAccessKeyLastUsed" => "<AccessKeyLastUsed><ServiceName>N/A</ServiceName><Region>N/A</Region></AccessKeyLastUsed>".to_owned(),
        "GetLoginProfile" => "<LoginProfile><UserName>u</UserName><CreateDate>2026-01-01T00:00:00Z</CreateDate></LoginProfile>".to_owned(),
        "ListPolicyVersions" => "<Versions><member><VersionId>v1</VersionId><IsDefaultVersion>false</IsDefaultVersion></member></Versions>".to_owned(),
        "GetAccessKeyInfo" => "<Account>123456789012</Account>".to_owned(),
        "DescribeStacks" => format!("<Stacks><member><StackId>{STACK}</StackId><StackName>qovery</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus></member></Stacks>"),
        _ => String::new(),
    };
    Answer::xml(action, &result)
}

fn key() -> AccessKey {
    AccessKey {
        id: "AKIAIOSFODNN7EXAMPLE".parse().unwrap(),
        secret: "s".to_owned().into(),
    }
}

fn version() -> VersionId {
    "0123456789abcdef0123456789abcdef".parse().unwrap()
}

/// Every method of every port that lists operations, as `(the list, the outcome)`.
type Calls = Vec<(&'static [&'static str], Result<(), PortError>)>;

async fn roles(adapters: &Adapters) -> Calls {
    let role = "arn:aws:iam::123456789012:role/r".parse().unwrap();
    let simulation = Simulation {
        principal_arn: "arn:aws:iam::123456789012:role/r".to_owned(),
        actions: vec!["ec2:CreateVpc"],
        resource_arn: None,
        context: Vec::new(),
    };
    let list = <Adapters as Roles>::OPERATIONS;
    vec![
        (list, adapters.get_role(&role).await.map(drop)),
        (
            list,
            adapters
                .simulate_principal_policy(&simulation)
                .await
                .map(drop),
        ),
    ]
}

async fn access_keys(adapters: &Adapters) -> Calls {
    let (key, tags) = (key(), [("k".to_owned(), "v".to_owned())].into());
    let list = <Adapters as AccessKeys>::OPERATIONS;
    vec![
        (list, adapters.get_user("u").await.map(drop)),
        (list, adapters.get_user_with(&key).await.map(drop)),
        (list, adapters.tag_user("u", &tags).await),
        (list, adapters.list_access_keys("u").await.map(drop)),
        (list, adapters.create_access_key("u").await.map(drop)),
        (
            list,
            adapters
                .update_access_key("u", &key.id, KeyStatus::Active)
                .await,
        ),
        (list, adapters.delete_access_key("u", &key.id).await),
        (
            list,
            adapters.get_access_key_last_used(&key.id).await.map(drop),
        ),
    ]
}

async fn role_tags(adapters: &Adapters) -> Calls {
    let tags = [("k".to_owned(), "v".to_owned())].into();
    let list = <Adapters as RoleTags>::OPERATIONS;
    vec![
        (list, adapters.list_role_tags("r").await.map(drop)),
        (list, adapters.tag_role("r", &tags).await),
    ]
}

async fn identity_tags(adapters: &Adapters) -> Calls {
    let tags = [("k".to_owned(), "v".to_owned())].into();
    let list = <Adapters as IdentityTags>::OPERATIONS;
    vec![
        (list, adapters.tag_role("r", &tags).await),
        (list, adapters.untag_role("r", &["k".to_owned()]).await),
    ]
}

async fn identities(adapters: &Adapters) -> Calls {
    let policy = POLICY.parse().unwrap();
    let list = <Adapters as Identities>::OPERATIONS;
    vec![
        (
            list,
            adapters.list_entities_for_policy(&policy).await.map(drop),
        ),
        (list, adapters.list_role_attachments("r").await.map(drop)),
        (list, adapters.list_user_attachments("u").await.map(drop)),
        (list, adapters.detach_role_policy("r", &policy).await),
        (list, adapters.detach_user_policy("u", &policy).await),
        (list, adapters.delete_role("r").await),
        (list, adapters.delete_user("u").await),
        (list, adapters.delete_policy(&policy).await),
    ]
}

async fn secrets(adapters: &Adapters) -> Calls {
    let secret = SECRET.parse().unwrap();
    let list = <Adapters as Secrets>::OPERATIONS;
    vec![(list, adapters.get_secret_value(&secret).await.map(drop))]
}

async fn secret_versions(adapters: &Adapters) -> Calls {
    let (secret, version) = (SECRET.parse().unwrap(), version());
    let (label, value) = (StagingLabel::Current, "s".to_owned().into());
    let labels = [StagingLabel::Pending];
    let list = <Adapters as SecretVersions>::OPERATIONS;
    let stage = adapters.update_secret_version_stage(&secret, &label, None, Some(&version));
    vec![
        (list, adapters.describe_secret(&secret).await.map(drop)),
        (
            list,
            adapters
                .get_secret_value_of(&secret, &version)
                .await
                .map(drop),
        ),
        (
            list,
            adapters
                .put_secret_value(&secret, &version, &value, &labels)
                .await,
        ),
        (list, stage.await),
    ]
}

async fn secret_deletion(adapters: &Adapters) -> Calls {
    let secret = SECRET.parse().unwrap();
    let list = <Adapters as SecretDeletion>::OPERATIONS;
    vec![(list, adapters.delete_secret(&secret).await)]
}

async fn notifications(adapters: &Adapters) -> Calls {
    let topic = "arn:aws:sns:us-east-1:123456789012:t".parse().unwrap();
    let list = <Adapters as Notifications>::OPERATIONS;
    vec![(list, adapters.publish(&topic, "s", "m").await)]
}

async fn key_accounts(adapters: &Adapters) -> Calls {
    let list = <Adapters as KeyAccounts>::OPERATIONS;
    vec![(
        list,
        adapters.get_access_key_info(&key().id).await.map(drop),
    )]
}

async fn stacks(adapters: &Adapters) -> Calls {
    let stack = STACK.parse().unwrap();
    let list = <Adapters as Stacks>::OPERATIONS;
    vec![(list, adapters.describe_stack(&stack).await.map(drop))]
}

/// Runs every port's calls against those answers, and looks at what each port did.
macro_rules! each_port {
    ($answer:expr, $look:expr) => {
        each_port!($answer, $look, roles access_keys role_tags identity_tags identities secrets
            secret_versions secret_deletion key_accounts notifications stacks)
    };
    ($answer:expr, $look:expr, $($port:ident)*) => {
        $({
            let canned = Canned::new($answer);
            let calls = $port(&canned.adapters()).await;
            $look(canned.operations(), calls);
        })*
    };
}

#[tokio::test(start_paused = true)]
async fn a_port_calls_all_that_it_lists_and_nothing_else() {
    each_port!(success, |called: Vec<String>, calls: Calls| {
        let listed: BTreeSet<_> = calls[0].0.iter().copied().collect();
        let called: BTreeSet<_> = called.iter().map(String::as_str).collect();
        assert_eq!(called, listed);
        for (_, outcome) in calls {
            outcome.unwrap();
        }
    });
}

#[tokio::test(start_paused = true)]
async fn an_error_is_called_by_the_name_of_the_operation_that_failed() {
    let denied = |asked: &Asked| {
        if asked.header("x-amz-target").is_some() {
            Answer::json_error("AccessDeniedException", "no")
        } else {
            Answer::xml_error(403, "AccessDenied", "no")
        }
    };
    each_port!(denied, |called: Vec<String>, calls: Calls| {
        for (listed, outcome) in calls {
            let operation = outcome.unwrap_err().operation;
            assert!(listed.contains(&operation), "{operation}");
            assert!(
                called.iter().any(|called| called == operation),
                "{operation}"
            );
        }
    });
}
