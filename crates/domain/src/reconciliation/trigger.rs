//! What started this run.

use std::fmt;

use serde_json::Value;

/// What the schedules in the templates send.
const SCHEDULE: &str = "schedule";

/// What started a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trigger {
    /// Its time has come.
    Schedule,
    /// A change in IAM, by the event's name in `CloudTrail`.
    IamEvent(String),
    /// A direct invocation.
    Invocation,
}

impl Trigger {
    /// What is neither a schedule nor an event is a direct invocation.
    #[must_use]
    pub fn read(event: &Value) -> Self {
        let text = |pointer| event.pointer(pointer).and_then(Value::as_str);
        match (text("/trigger"), text("/source"), text("/detail/eventName")) {
            (Some(SCHEDULE), ..) => Self::Schedule,
            (_, Some("aws.iam"), Some(name)) => Self::IamEvent(clean(name)),
            _ => Self::Invocation,
        }
    }
}

/// It goes into a log line and a report.
fn clean(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.take(64).collect()
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Schedule => f.write_str("schedule"),
            Self::IamEvent(name) => write!(f, "iam-event {name}"),
            Self::Invocation => f.write_str("invocation"),
        }
    }
}
