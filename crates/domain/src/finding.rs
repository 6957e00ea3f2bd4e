//! A reason for a refusal or a warning, and what to do about it.

use serde::Serialize;

/// One thing that is wrong, where, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable, kebab-case; other systems match on it.
    pub code: &'static str,
    /// Index of the policy statement at fault, from 0.
    pub statement: Option<usize>,
    /// `Sid` of that statement, where it has one.
    pub sid: Option<String>,
    /// What is wrong: lowercase, no full stop, input in backticks.
    pub message: String,
    /// What to change.
    pub hint: String,
}
