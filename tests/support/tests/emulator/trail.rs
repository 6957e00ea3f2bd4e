//! Writes to IAM as events.

use serde_json::{Value, json};
use support::{account::Account, aws::Aws};

use crate::world::{fresh_account, run};

/// A rule that sends what is done to the user `person` to a queue; the queue's URL.
fn listening(account: &Account) -> String {
    let aws = account.aws();
    let queue = run(aws, "sqs create-queue --queue-name heard").unwrap();
    let pattern = json!({
        "source": ["aws.iam"],
        "detail": {"requestParameters": {"userName": ["person"]}},
    });
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

/// The names of the events that came since the last look.
fn heard(aws: &Aws, queue: &str) -> Vec<String> {
    let receive = format!("sqs receive-message --max-number-of-messages 10 --queue-url {queue}");
    let received = run(aws, &receive).unwrap();
    let messages = received["Messages"].as_array().into_iter().flatten();
    let events = messages.map(|message| message["Body"].as_str().unwrap_or_default());
    events
        .map(|body| serde_json::from_str::<Value>(body).unwrap())
        .map(|event| event["detail"]["eventName"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn writes_to_iam_are_events_while_a_trail_logs() {
    let account = fresh_account();
    let aws = account.aws();
    let queue = listening(&account);
    run(aws, "iam create-user --user-name person").unwrap();
    assert_eq!(
        heard(aws, &queue),
        Vec::<String>::new(),
        "there is no trail"
    );

    run(
        aws,
        "cloudtrail create-trail --name all --s3-bucket-name none",
    )
    .unwrap();
    run(aws, "cloudtrail start-logging --name all").unwrap();
    run(aws, "iam get-user --user-name person").unwrap();
    run(aws, "iam create-access-key --user-name person").unwrap();
    run(aws, "iam create-user --user-name another").unwrap();
    run(aws, "iam create-user --user-name person").unwrap_err();
    assert_eq!(heard(aws, &queue), ["CreateAccessKey"]);

    run(aws, "cloudtrail stop-logging --name all").unwrap();
    run(aws, "iam delete-user --user-name another").unwrap();
    assert_eq!(heard(aws, &queue), Vec::<String>::new());
}
