//! Why a goal was not reached.

use domain::{
    finding::Finding,
    message::Message,
    port_error::{PortError, PortErrorKind},
    qovery::ApiTokenError,
};
use thiserror::Error;

use crate::trigger::TriggerError;

/// Why a goal was not reached. What was done until then holds, and is taken up at the next try.
#[derive(Debug, Error)]
pub enum RotationError {
    /// The event is not a rotation's.
    #[error("the event cannot be read")]
    Trigger(#[from] TriggerError),
    /// Something stands in the way.
    #[error("refused")]
    Refused(Vec<Finding>),
    /// A call failed.
    #[error("a call failed")]
    Call(#[from] PortError),
    /// The secret cannot be written, so no key was made.
    #[error("the secret cannot be written; no key was made")]
    NotWritable(#[source] PortError),
    /// The new key could not be stored and was deleted.
    #[error("the new key could not be stored and was deleted")]
    NotStored(#[source] PortError),
    /// The secret with Qovery's token holds none.
    #[error("Qovery's API token cannot be read")]
    Token(#[from] ApiTokenError),
    /// Qovery took the key and shows another.
    #[error("Qovery took the key and does not show it")]
    NotShown,
    /// A decision asked for a key that nobody holds.
    #[error("a key that was to be used is not at hand")]
    NoKey,
    /// The decisions came to no end.
    #[error("the rotation came to no end")]
    Endless,
}

impl RotationError {
    /// A fixed name that alarms and searches can rely on.
    #[must_use]
    pub fn error_type(&self) -> &'static str {
        match self {
            Self::Trigger(_) => "InvalidEvent",
            Self::Refused(_) => "Refused",
            Self::Call(error) => name(error.kind),
            Self::NotWritable(_) => "SecretNotWritable",
            Self::NotStored(_) => "KeyNotStored",
            Self::Token(_) => "InvalidApiToken",
            Self::NotShown => "NotShownByQovery",
            Self::NoKey | Self::Endless => "Bug",
        }
    }

    /// What an operator reads.
    #[must_use]
    pub fn report(&self) -> Message {
        let head = "the static key was not brought to where it should be";
        let report = match self {
            Self::Refused(findings) => Message::of_findings(head, findings),
            Self::Call(error) => Message::of_error(head, error),
            other => Message::of_error(head, other),
        };
        let hint = match self {
            Self::Call(error) | Self::NotWritable(error) | Self::NotStored(error) => {
                error.hint.clone()
            }
            Self::NotShown => Some("try again in some minutes".to_owned()),
            Self::NoKey | Self::Endless => {
                Some("report this with the function's log: it is a bug".to_owned())
            }
            _ => None,
        };
        match hint {
            Some(hint) => report.hint(hint),
            None => report,
        }
    }
}

fn name(kind: PortErrorKind) -> &'static str {
    match kind {
        PortErrorKind::NotFound => "NotFound",
        PortErrorKind::Conflict => "Conflict",
        PortErrorKind::LimitExceeded => "LimitExceeded",
        PortErrorKind::Unauthenticated => "Unauthenticated",
        PortErrorKind::AccessDenied => "AccessDenied",
        PortErrorKind::Throttled(_) => "Throttled",
        PortErrorKind::Invalid => "Invalid",
        PortErrorKind::Unavailable => "Unavailable",
        PortErrorKind::Unanswered => "Unanswered",
        PortErrorKind::Other => "Failed",
    }
}
