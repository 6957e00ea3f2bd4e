//! Who hears of what: alarms act on a topic that CloudWatch takes, and say nothing needless.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::stack::Stack;

const HERE: &str = "arn:aws:sns:eu-west-3:123456789012:alerts";
const ELSEWHERE: &str = "arn:aws:sns:us-east-1:123456789012:alerts";

fn alarms(given: &[(&str, &str)]) -> BTreeMap<String, Value> {
    let is_static = ("AuthenticationMethod", "StaticCredentials");
    let given = [&[is_static, ("AWS::Region", "eu-west-3")], given].concat();
    let resources = Stack::with(&given).resources().into_iter();
    let alarms = resources.filter(|(_, resource)| resource["Type"] == "AWS::CloudWatch::Alarm");
    alarms
        .map(|(name, alarm)| (name, alarm["Properties"].clone()))
        .collect()
}

#[test]
fn an_alarm_acts_on_a_topic_of_its_region_only() {
    // CloudWatch refuses another region's topic, and the stack would roll back.
    let acting = |topic: &str| {
        let alarms = alarms(&[("NotificationTopicArn", topic)]);
        let of_topic = json!([topic]);
        let acting = alarms.into_iter();
        let acting = acting.filter(|(_, alarm)| alarm["AlarmActions"] == of_topic);
        acting.map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(
        acting(HERE),
        [
            "ReconciliationFailsAlarm",
            "ReconciliationStoppedAlarm",
            "RotationFailsAlarm"
        ]
    );
    for topic in [ELSEWHERE, ""] {
        assert!(acting(topic).is_empty(), "{topic}");
        for (name, alarm) in alarms(&[("NotificationTopicArn", topic)]) {
            assert!(!alarm.to_string().contains("Actions"), "{name}: {alarm}");
        }
    }
}

#[test]
fn no_alarm_reports_that_all_is_well() {
    for (name, alarm) in alarms(&[("NotificationTopicArn", HERE)]) {
        assert_eq!(alarm.get("OKActions"), None, "{name}");
    }
}

#[test]
fn a_reconciliation_that_stops_is_reported_and_a_new_stack_is_not() {
    let of = |schedule: &str| {
        let given = [
            ("NotificationTopicArn", HERE),
            ("ReconciliationSchedule", schedule),
        ];
        alarms(&given)["ReconciliationStoppedAlarm"].clone()
    };
    let daily = of("rate(1 day)");
    // Missing data is the stop. It is also how an alarm begins, which is no change of its state.
    assert_eq!(daily["TreatMissingData"], "missing");
    assert_eq!(daily["InsufficientDataActions"], json!([HERE]));
    assert_eq!(daily["Period"], 86_400);
    assert_eq!(of("cron(0 3 ? * SUN *)")["Period"], 7 * 86_400);
}
