//! What started this run.

use std::fmt;

/// Why this run is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trigger {
    /// Its time has come.
    Schedule,
    /// A change in IAM, by the event's name in `CloudTrail`.
    IamEvent(String),
    /// A direct invocation.
    Invocation,
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
