//! Out: an error as Lambda shows it, with a name that stays.

use lambda_runtime::Diagnostic;

use crate::error::RotationError;

/// Lambda cuts longer ones anyway.
const MAX_MESSAGE_BYTES: usize = 8192;

impl From<RotationError> for Diagnostic {
    fn from(error: RotationError) -> Self {
        let error_message = error.report().render(MAX_MESSAGE_BYTES);
        tracing::error!(error_type = error.error_type(), "{error_message}");
        Self {
            error_type: error.error_type().to_owned(),
            error_message,
        }
    }
}
