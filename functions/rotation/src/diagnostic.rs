//! Out: an error as Lambda shows it, with a stable name.

use application::Error;
use domain::message::Message;
use lambda_runtime::Diagnostic;
use thiserror::Error as ThisError;

use crate::trigger::TriggerError;

/// Lambda cuts longer ones anyway.
const MAX_MESSAGE_BYTES: usize = 8192;

/// Why a step was not carried out.
#[derive(Debug, ThisError)]
pub enum RotationError {
    /// The event is not a rotation's.
    #[error("the event is not a step of this secret's rotation")]
    Trigger(#[from] TriggerError),
    /// The step failed.
    #[error(transparent)]
    Step(#[from] Error),
}

impl RotationError {
    /// A fixed name that alarms and searches can rely on.
    #[must_use]
    pub fn error_type(&self) -> &'static str {
        match self {
            Self::Trigger(_) => "InvalidEvent",
            Self::Step(error) => error.error_type(),
        }
    }

    /// What an operator reads.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Trigger(error) => Message::of_error(self.to_string(), error),
            Self::Step(error) => error.message(),
        }
    }
}

impl From<RotationError> for Diagnostic {
    fn from(error: RotationError) -> Self {
        let error_message = error.message().render(MAX_MESSAGE_BYTES);
        tracing::error!(error_type = error.error_type(), "{error_message}");
        Self {
            error_type: error.error_type().to_owned(),
            error_message,
        }
    }
}
