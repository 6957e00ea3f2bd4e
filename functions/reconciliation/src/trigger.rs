//! In: a schedule's time, an event of IAM's, or a question.

use domain::reconciliation::Trigger;
use serde_json::Value;

/// What the schedule in the template sends.
const SCHEDULE: &str = "schedule";

/// What started this run. What is neither a schedule nor an event is a direct invocation.
pub(crate) fn read(event: &Value) -> Trigger {
    let text = |pointer| event.pointer(pointer).and_then(Value::as_str);
    match (text("/trigger"), text("/source"), text("/detail/eventName")) {
        (Some(SCHEDULE), ..) => Trigger::Schedule,
        (_, Some("aws.iam"), Some(name)) => Trigger::IamEvent(clean(name)),
        _ => Trigger::Invocation,
    }
}

/// It goes into a log line and a report.
fn clean(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.take(64).collect()
}
