//! A reason for a refusal or a warning, and what to do about it.

mod code;

use serde::Serialize;

pub use code::{Code, CodeDoc};

/// One thing that is wrong, where it is, and how to correct it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable: other systems match on it.
    pub code: Code,
    /// Index of the policy statement at fault, from 0.
    pub statement: Option<usize>,
    /// `Sid` of that statement, where it has one.
    pub sid: Option<String>,
    /// What is wrong: lowercase, no full stop, input in backticks.
    pub message: String,
    /// What to change.
    pub hint: String,
}

impl Finding {
    /// A finding about the whole, not about a statement, with the general hint of its code.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            statement: None,
            sid: None,
            message: message.into(),
            hint: code.doc().hint.to_owned(),
        }
    }

    /// The same with a hint that names the thing to change.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: hint.into(),
            ..self
        }
    }
}
