//! What is wrong with the form of an answer.

use std::fmt;

use serde_json::error::Category;
use thiserror::Error;

/// Why a 2xx is not what Qovery publishes: where and what, never the text that stands there.
#[derive(Debug, Error)]
pub(super) enum FormError {
    /// Not JSON at all, or not to its end.
    #[error("the answer is not JSON, {0}")]
    NotJson(Place),
    /// JSON of another type or without a field, as `serde_json` finds it.
    #[error("the answer is not what Qovery publishes, {0}")]
    Data(Place),
    /// JSON that contradicts what Qovery publishes.
    #[error("the answer is not what Qovery publishes: {0}")]
    Published(&'static str),
}

/// Where in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// So many bytes from its beginning.
    Byte(usize),
    /// As `serde_json` counts, both from 1.
    Line { line: usize, column: usize },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Byte(byte) => write!(f, "at byte {byte}"),
            Self::Line { line, column } => write!(f, "at line {line}, column {column}"),
        }
    }
}

impl From<serde_json::Error> for FormError {
    fn from(error: serde_json::Error) -> Self {
        let place = Place::Line {
            line: error.line(),
            column: error.column(),
        };
        match error.classify() {
            Category::Data => Self::Data(place),
            Category::Io | Category::Syntax | Category::Eof => Self::NotJson(place),
        }
    }
}
