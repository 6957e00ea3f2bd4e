//! Every resource type that our templates use can be made and deleted.

use serde_json::Value;

use crate::world::{assert_status, fresh_account, package, run};

#[test]
fn what_is_watched_scheduled_and_notified_can_be_made_used_and_deleted() {
    let account = fresh_account();
    let (aws, stack) = (account.aws(), account.stack("resources"));
    let created = stack.create(&package("resources.yaml"), &[]).unwrap();
    assert_status(&created, "CREATE_COMPLETE");

    assert!(created.outputs.contains_key("Here"));
    assert!(!created.outputs.contains_key("Elsewhere"));

    let (topic, queue) = (
        created.outputs["Topic"].as_str(),
        created.outputs["Findings"].as_str(),
    );
    aws.run(&[
        "sns",
        "publish",
        "--topic-arn",
        topic,
        "--message",
        "a finding",
    ])
    .unwrap();
    let received = aws
        .run(&["sqs", "receive-message", "--queue-url", queue])
        .unwrap();
    assert!(
        received["Messages"][0]["Body"]
            .as_str()
            .unwrap()
            .contains("a finding")
    );

    let function = run(aws, "lambda get-function --function-name scheduled").unwrap();
    let configuration = &function["Configuration"];
    assert!(configuration["DeadLetterConfig"]["TargetArn"].is_string());
    assert_eq!(configuration["Environment"]["Variables"]["NAME"], "value");
    assert_eq!(function["Concurrency"]["ReservedConcurrentExecutions"], 1);
    let schedules = run(aws, "scheduler list-schedules").unwrap();
    assert_eq!(schedules["Schedules"].as_array().map(Vec::len), Some(2));
    let rules = run(aws, "events list-rules").unwrap();
    assert_eq!(rules["Rules"].as_array().map(Vec::len), Some(1));

    assert_status(&stack.delete().unwrap(), "DELETE_COMPLETE");
    let alarms = run(aws, "cloudwatch describe-alarms").unwrap();
    assert_eq!(alarms["MetricAlarms"], Value::Array(Vec::new()));
}
