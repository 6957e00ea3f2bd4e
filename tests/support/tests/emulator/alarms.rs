//! Alarms act in their own region.

use serde_json::json;
use support::cloudformation::Template;

use crate::world::{assert_status, code, fresh_account, run};

const ELSEWHERE: &str = "arn:aws:sns:eu-west-1:123456789012:findings";
const SAYS: &str = "Invalid region eu-west-1 specified. Only us-east-1 is supported.";

#[test]
fn an_alarm_takes_no_action_of_another_region() {
    let account = fresh_account();
    let put = |actions: &str| {
        let alarm = "cloudwatch put-metric-alarm --alarm-name a --namespace n --metric-name m \
                     --statistic Sum --period 60 --evaluation-periods 1 --threshold 0 \
                     --comparison-operator GreaterThanThreshold";
        run(account.aws(), &format!("{alarm} {actions}"))
    };
    let here = ELSEWHERE.replace("eu-west-1", "us-east-1");
    put(&format!("--alarm-actions {here}")).unwrap();
    let refused = put(&format!("--alarm-actions {here} {ELSEWHERE}")).unwrap_err();
    assert_eq!(refused.message, SAYS);
    assert_eq!(
        code(put(&format!("--ok-actions {ELSEWHERE}"))),
        "ValidationError"
    );
}

#[test]
fn a_stack_with_such_an_alarm_is_rolled_back() {
    let account = fresh_account();
    let file = std::env::temp_dir().join(format!("{}-alarm.json", account.id()));
    let alarm = json!({"Type": "AWS::CloudWatch::Alarm", "Properties": {
        "Namespace": "n", "MetricName": "m", "Statistic": "Sum", "Period": 60,
        "EvaluationPeriods": 1, "Threshold": 0, "ComparisonOperator": "GreaterThanThreshold",
        "OKActions": [ELSEWHERE]}});
    let template = json!({"Resources": {"Alarm": alarm}});
    std::fs::write(&file, template.to_string()).unwrap();
    let refused = account.stack("alarm").create(&Template::File(file), &[]);
    let refused = refused.unwrap();
    assert_status(&refused, "ROLLBACK_COMPLETE");
    assert!(refused.failure().contains(SAYS), "{}", refused.failure());
}
