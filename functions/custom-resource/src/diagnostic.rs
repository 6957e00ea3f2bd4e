//! Out, where the answer did not arrive: the error as Lambda shows it, with a stable name.

use application::custom_resource::AnswerError;
use domain::message::chain;
use lambda_runtime::Diagnostic;

/// The error as Lambda shows it.
#[must_use]
pub fn diagnostic(error: &AnswerError) -> Diagnostic {
    Diagnostic {
        error_type: error.error_type().to_owned(),
        error_message: chain(error),
    }
}
