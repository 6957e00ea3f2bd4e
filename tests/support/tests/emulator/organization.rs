//! Organizations: whose account is whose, and a topic that answers the stacks of all of them.

use std::slice;

use serde_json::{Value, json};
use support::{
    account::Account,
    aws::AwsError,
    cloudformation::{StackResult, Template},
};

use crate::world::{
    assert_status, assume, code, document, fixture, fresh_account, nothing, role, run,
};

const ID: &str = "o-f1f2f3f4f5";

/// A management account with a topic for `CloudFormation` of its organization, and a member.
struct Organization {
    hub: Account,
    member: Account,
    topic: String,
}

impl Organization {
    fn found() -> Self {
        let (hub, member) = (fresh_account(), fresh_account());
        hub.found_organization(ID, slice::from_ref(&member))
            .unwrap();
        let made = run(hub.aws(), "sns create-topic --name requests").unwrap();
        let topic = made["TopicArn"].as_str().unwrap().to_owned();
        let policy = document(&json!({
            "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sns:Publish", "Resource": topic,
            "Condition": {
                "StringEquals": {"aws:PrincipalOrgID": ID},
                "ForAnyValue:StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"},
            },
        }));
        let set = format!("--topic-arn {topic} --attribute-name Policy --attribute-value {policy}");
        run(hub.aws(), &format!("sns set-topic-attributes {set}")).unwrap();
        Self { hub, member, topic }
    }

    /// Makes a queue that anybody may send to, and lets the topic deliver to it.
    fn subscribe(&self, queue: &str, mut attributes: Value) -> Result<Value, AwsError> {
        let policy = json!({
            "Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*",
        });
        attributes["Policy"] = document(&policy).into();
        let create = format!("sqs create-queue --queue-name {queue} --attributes {attributes}");
        run(self.hub.aws(), &create).unwrap();
        let arn = format!("arn:aws:sqs:us-east-1:{}:{queue}", self.hub.id());
        let topic = &self.topic;
        let to = format!("--topic-arn {topic} --protocol sqs --notification-endpoint {arn}");
        run(self.hub.aws(), &format!("sns subscribe {to}"))
    }

    /// Deploys a custom resource that this account asks the topic for.
    fn deploy(&self, account: &Account) -> StackResult {
        let template = Template::File(fixture("topic.yaml"));
        let stack = account.stack("asks");
        stack.create(&template, &[("Topic", &self.topic)]).unwrap()
    }
}

#[test]
fn a_topic_of_the_organization_is_asked_by_the_stacks_of_its_accounts_and_by_nobody_else() {
    let organization = Organization::found();
    let Organization { hub, member, topic } = &organization;
    organization.subscribe("requests", json!({})).unwrap();
    let unanswered = organization.deploy(member);
    // Nor is the deletion of what may have been made answered.
    assert_status(&unanswered, "ROLLBACK_FAILED");
    let failure = unanswered.failure();
    assert!(failure.contains("did not receive a response"), "{failure}");
    let queue = format!("{}/{}/requests", hub.endpoint(), hub.id());
    let received = run(
        hub.aws(),
        &format!("sqs receive-message --queue-url {queue}"),
    )
    .unwrap();
    let body = received["Messages"][0]["Body"].as_str().unwrap();
    let notification: Value = serde_json::from_str(body).unwrap();
    let message = notification["Message"].as_str().unwrap();
    let request: Value = serde_json::from_str(message).unwrap();
    assert_eq!(request["RequestType"], "Create");
    let stack = request["StackId"].as_str().unwrap();
    assert!(
        stack.contains(&format!(":{}:stack/asks/", member.id())),
        "{stack}"
    );

    let refused = organization.deploy(&fresh_account());
    let failure = refused.failure();
    assert!(failure.contains("not authorized"), "{failure}");
    let publish = format!("sns publish --topic-arn {topic} --message by-hand");
    assert_eq!(code(run(member.aws(), &publish)), "AuthorizationError");
}

#[test]
fn a_topic_that_is_no_fifo_topic_feeds_no_fifo_queue() {
    let organization = Organization::found();
    let subscribed = organization.subscribe("requests.fifo", json!({"FifoQueue": "true"}));
    assert_eq!(code(subscribed), "InvalidParameter");
}

#[test]
fn a_role_is_assumed_by_a_role_of_the_organization_and_within_it() {
    let Organization { hub, member, .. } = Organization::found();
    let stranger = fresh_account();
    let by_a_role = json!({
        "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*",
        "Condition": {"StringEquals": {"aws:ResourceOrgID": ID}},
    });
    let allowed = role(&hub, "registrar", &by_a_role);
    let other = role(&hub, "other", &by_a_role);
    let trust = document(&json!({
        "Effect": "Allow", "Principal": {"AWS": hub.id()}, "Action": "sts:AssumeRole",
        "Condition": {"ArnEquals": {"aws:PrincipalArn": allowed}},
    }));
    let reader = |account: &Account| {
        let arn = role(account, "reader", &nothing());
        let update = format!("--role-name reader --policy-document {trust}");
        run(
            account.aws(),
            &format!("iam update-assume-role-policy {update}"),
        )
        .unwrap();
        arn
    };
    let (within, outside) = (reader(&member), reader(&stranger));
    let enter = |session: &str, target: &str| {
        let session = assume(&hub, session).unwrap();
        run(
            &session,
            &format!("sts assume-role --role-session-name test --role-arn {target}"),
        )
    };
    let entered = enter(&allowed, &within).unwrap();
    assert!(
        entered["AssumedRoleUser"]["Arn"]
            .to_string()
            .contains(member.id())
    );
    assert_eq!(code(enter(&other, &within)), "AccessDenied");
    assert_eq!(code(enter(&allowed, &outside)), "AccessDenied");
}

#[test]
fn the_management_account_lists_the_accounts_with_their_state() {
    let organization = Organization::found();
    let listed = run(organization.hub.aws(), "organizations list-accounts").unwrap();
    let accounts = listed["Accounts"].as_array().unwrap().iter();
    let mut accounts: Vec<&Value> = accounts.map(|account| &account["Id"]).collect();
    accounts.sort_by_key(|id| id.as_str());
    let mut ids = [organization.hub.id(), organization.member.id()];
    ids.sort_unstable();
    assert_eq!(accounts, ids);
    assert_eq!(listed["Accounts"][0]["State"], "ACTIVE");
}
