//! Writes to IAM as events.

use serde_json::{Value, json};
use support::{account::Account, aws::Aws, cloudformation::Template};

use crate::world::{assume, fixture, fresh_account, nothing, role, run};

/// A rule that sends each write to IAM to a queue; the queue's URL.
fn listening(account: &Account) -> String {
    let aws = account.aws();
    let queue = run(aws, "sqs create-queue --queue-name heard").unwrap();
    let pattern = json!({"source": ["aws.iam"]});
    run(
        aws,
        &format!("events put-rule --name hear --event-pattern {pattern}"),
    )
    .unwrap();
    let arn = format!("arn:aws:sqs:{}:{}:heard", account.region(), account.id());
    let target = format!("events put-targets --rule hear --targets Id=queue,Arn={arn}");
    run(aws, &target).unwrap();
    queue["QueueUrl"].as_str().unwrap().to_owned()
}

fn start_logging(account: &Account) {
    let create = "cloudtrail create-trail --name all --s3-bucket-name none";
    run(account.aws(), create).unwrap();
    run(account.aws(), "cloudtrail start-logging --name all").unwrap();
}

/// The events that came since the last look.
fn heard(aws: &Aws, queue: &str) -> Vec<Value> {
    let receive = format!("sqs receive-message --max-number-of-messages 10 --queue-url {queue}");
    let mut events = Vec::new();
    loop {
        let received = run(aws, &receive).unwrap();
        let Some(messages) = received["Messages"].as_array() else {
            return events;
        };
        let bodies = messages
            .iter()
            .map(|message| message["Body"].as_str().unwrap());
        events.extend(
            bodies.map(|body| serde_json::from_str::<Value>(body).unwrap()["detail"].clone()),
        );
    }
}

fn names(events: &[Value]) -> Vec<&str> {
    let names = events.iter().map(|event| event["eventName"].as_str());
    names.map(Option::unwrap).collect()
}

#[test]
fn writes_to_iam_are_events_while_a_trail_logs() {
    let account = fresh_account();
    let aws = account.aws();
    let queue = listening(&account);
    run(aws, "iam create-user --user-name person").unwrap();
    assert_eq!(heard(aws, &queue), Vec::<Value>::new(), "there is no trail");

    start_logging(&account);
    run(aws, "iam get-user --user-name person").unwrap();
    run(aws, "iam create-access-key --user-name person").unwrap();
    let events = heard(aws, &queue);
    assert_eq!(names(&events), ["CreateAccessKey"]);
    assert_eq!(events[0]["requestParameters"]["userName"], "person");
    assert_eq!(events[0]["userIdentity"]["type"], "Root");

    run(aws, "cloudtrail stop-logging --name all").unwrap();
    run(aws, "iam delete-user --user-name person").unwrap_err();
    assert_eq!(heard(aws, &queue), Vec::<Value>::new());
}

#[test]
fn refused_writes_are_events_with_an_error_code() {
    let account = fresh_account();
    let aws = account.aws();
    let queue = listening(&account);
    let session = assume(&account, &role(&account, "powerless", &nothing())).unwrap();
    start_logging(&account);
    let tag = "iam tag-role --role-name powerless --tags Key=a,Value=b";
    run(&session, tag).unwrap_err();
    run(aws, "iam delete-role --role-name powerless").unwrap_err();
    let unknown = aws.with_credentials("AKIAIOSFODNN7EXAMPLE", "secret", None);
    run(&unknown, tag).unwrap_err();
    let events = heard(aws, &queue);
    assert_eq!(names(&events), ["TagRole", "DeleteRole"]);
    assert_eq!(events[0]["errorCode"], "AccessDenied");
    assert_eq!(events[0]["userIdentity"]["type"], "AssumedRole");
    assert_eq!(events[1]["errorCode"], "DeleteConflict");
}

#[test]
fn what_cloudformation_writes_is_an_event_that_says_so() {
    let account = fresh_account();
    let aws = account.aws();
    let queue = listening(&account);
    start_logging(&account);
    let stack = account.stack("identities");
    let template = Template::File(fixture("identities.yaml"));
    stack.create(&template, &[]).unwrap();
    let created = heard(aws, &queue);
    for name in [
        "CreatePolicy",
        "CreateRole",
        "AttachRolePolicy",
        "PutRolePolicy",
        "CreateUser",
    ] {
        assert!(names(&created).contains(&name), "{name}");
    }
    for event in &created {
        let cloudformation = "cloudformation.amazonaws.com";
        assert_eq!(event["userIdentity"]["invokedBy"], cloudformation);
        assert_eq!(event["sourceIPAddress"], cloudformation);
    }

    let shorter = [("MaxSessionDuration", "7200")];
    stack.update(&template, &shorter).unwrap();
    assert_eq!(names(&heard(aws, &queue)), ["UpdateRole"]);
    stack.delete().unwrap();
    let deleted = heard(aws, &queue);
    assert!(names(&deleted).contains(&"DetachUserPolicy"));
    assert_eq!(names(&deleted).last(), Some(&"DeletePolicy"));
}
