//! What is wrong with the form of an answer.

use serde_json::error::Category;
use thiserror::Error;

/// Why a 2xx is not what Qovery publishes: where and what, never the text that stands there.
#[derive(Debug, Error)]
pub(super) enum FormError {
    /// Not JSON at all, or not to its end.
    #[error("the answer is not JSON, at byte {0}")]
    NotJson(usize),
    /// JSON of another type or without a field, as `serde_json` finds it.
    #[error("the answer is not what Qovery publishes, at byte {0}")]
    Data(usize),
    /// JSON that contradicts what Qovery publishes.
    #[error("the answer is not what Qovery publishes: {0}")]
    Published(&'static str),
}

impl From<serde_json::Error> for FormError {
    fn from(error: serde_json::Error) -> Self {
        match error.classify() {
            Category::Data => Self::Data(error.column()),
            Category::Io | Category::Syntax | Category::Eof => Self::NotJson(error.column()),
        }
    }
}
