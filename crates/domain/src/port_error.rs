//! The one error of every port: what was tried, on what, and which question it answers.

use std::{error::Error, fmt, time::Duration};

/// A call to an outside system that did not do what was asked.
#[derive(Debug)]
pub struct PortError {
    /// The API operation by its own name, `iam:GetRole` or `PUT /organization/…`.
    pub operation: &'static str,
    /// What it was called on: an ARN, an id; never a secret.
    pub resource: String,
    /// What can be done about it.
    pub kind: PortErrorKind,
    /// What an operator can change, where that is known.
    pub hint: Option<String>,
    /// What the outside system said.
    pub source: Option<Box<dyn Error + Send + Sync>>,
}

/// Errors sorted by what the caller can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortErrorKind {
    /// The thing is not there, or not there yet.
    NotFound,
    /// It is there already, or something else holds it.
    Conflict,
    /// Something else changes the same thing right now. It did not happen, and soon may.
    ConcurrentChange,
    /// The secret is scheduled for deletion. It has no value to read until it is restored.
    PendingDeletion,
    /// A quota is full.
    LimitExceeded,
    /// Who we are is not known.
    Unauthenticated,
    /// Who we are may not do it.
    AccessDenied,
    /// Too fast; again after the given pause, where one was given.
    Throttled(Option<Duration>),
    /// The request itself is wrong.
    Invalid,
    /// The other side failed; it may have done it all the same.
    Unavailable,
    /// No answer came; it may have done it all the same.
    Unanswered,
    /// Anything else; it did not happen.
    Other,
}

impl PortErrorKind {
    /// A fixed name that alarms and searches can rely on.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NotFound => "NotFound",
            Self::Conflict => "Conflict",
            Self::ConcurrentChange => "ConcurrentChange",
            Self::PendingDeletion => "PendingDeletion",
            Self::LimitExceeded => "LimitExceeded",
            Self::Unauthenticated => "Unauthenticated",
            Self::AccessDenied => "AccessDenied",
            Self::Throttled(_) => "Throttled",
            Self::Invalid => "Invalid",
            Self::Unavailable => "Unavailable",
            Self::Unanswered => "Unanswered",
            Self::Other => "Failed",
        }
    }
}

/// Is it worth asking again?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Yes, after a pause. `None` leaves its length to the caller.
    Soon(Option<Duration>),
    /// No: the answer would be the same.
    Never,
}

impl PortError {
    /// The same with what an operator can change.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Is it worth asking again? Decided from the kind, never from a message.
    #[must_use]
    pub fn retry(&self) -> Retry {
        match self.kind {
            PortErrorKind::Throttled(pause) => Retry::Soon(pause),
            PortErrorKind::ConcurrentChange
            | PortErrorKind::Unavailable
            | PortErrorKind::Unanswered => Retry::Soon(None),
            _ => Retry::Never,
        }
    }

    /// Whether the same call may succeed soon: the other side was busy, or IAM is late.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        self.is_not_found() || self.may_be_late()
    }

    /// The same of a thing that is known to be there.
    #[must_use]
    pub fn may_be_late(&self) -> bool {
        self.is_denied() || self.retry() != Retry::Never
    }

    /// Whether the call may have taken effect although it failed.
    #[must_use]
    pub fn may_have_happened(&self) -> bool {
        matches!(
            self.kind,
            PortErrorKind::Unavailable | PortErrorKind::Unanswered
        )
    }

    /// Whether the other side understood the request and does not do it.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(self.kind, PortErrorKind::Invalid | PortErrorKind::Conflict)
    }

    /// Whether the caller may not do it.
    #[must_use]
    pub fn is_denied(&self) -> bool {
        self.kind == PortErrorKind::AccessDenied
    }

    /// Whether AWS was asked: its operations are named as an IAM policy names them.
    #[must_use]
    pub fn is_of_aws(&self) -> bool {
        self.operation.contains(':')
    }

    /// Whether the thing is not there.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.kind == PortErrorKind::NotFound
    }
}

/// The result of a deletion, in which a thing that is not there counts as deleted.
pub fn gone_is_done(result: Result<(), PortError>) -> Result<(), PortError> {
    match result {
        Err(error) if error.is_not_found() => Ok(()),
        result => result,
    }
}

impl fmt::Display for PortError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation,
            resource,
            ..
        } = self;
        match self.kind {
            PortErrorKind::NotFound => write!(f, "{operation} did not find `{resource}`"),
            PortErrorKind::Conflict => write!(f, "{operation} of `{resource}` met a conflict"),
            PortErrorKind::ConcurrentChange => {
                write!(f, "{operation} of `{resource}` met another change")
            }
            PortErrorKind::PendingDeletion => {
                write!(f, "{operation} found `{resource}` scheduled for deletion")
            }
            PortErrorKind::LimitExceeded => write!(f, "{operation} of `{resource}` met a quota"),
            PortErrorKind::Unauthenticated => {
                write!(
                    f,
                    "{operation} of `{resource}` was refused: unknown credentials"
                )
            }
            PortErrorKind::AccessDenied => write!(f, "{operation} of `{resource}` was denied"),
            PortErrorKind::Throttled(_) => write!(f, "{operation} of `{resource}` was throttled"),
            PortErrorKind::Invalid => write!(f, "{operation} of `{resource}` was found invalid"),
            PortErrorKind::Unanswered => write!(f, "{operation} of `{resource}` got no answer"),
            PortErrorKind::Unavailable | PortErrorKind::Other => {
                write!(f, "{operation} of `{resource}` failed")
            }
        }
    }
}

impl Error for PortError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_change_is_worth_asking_again_and_did_not_happen() {
        let error = PortError {
            operation: "iam:TagRole",
            resource: "qovery".to_owned(),
            kind: PortErrorKind::ConcurrentChange,
            hint: None,
            source: None,
        };
        assert_eq!(error.retry(), Retry::Soon(None));
        assert!(!error.may_have_happened());
    }
}
