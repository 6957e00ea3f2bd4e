//! What AWS says when it does not do what it was asked.

use domain::port_error::PortErrorKind;

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident = $query:literal, $json:literal, $status:literal;)*) => {
        /// Why AWS refuses a call.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code {
            $($(#[$doc])* $code,)*
        }

        impl Code {
            /// As the query services IAM, STS and `CloudFormation` write it.
            pub(crate) fn query(self) -> &'static str {
                match self {
                    $(Self::$code => $query,)*
                }
            }

            /// As the JSON service Secrets Manager writes it.
            pub(crate) fn json(self) -> &'static str {
                match self {
                    $(Self::$code => $json,)*
                }
            }

            /// The HTTP status of the query services.
            pub(crate) fn status(self) -> u16 {
                match self {
                    $(Self::$code => $status,)*
                }
            }
        }
    };
}

codes! {
    /// The caller may not do it.
    AccessDenied = "AccessDenied", "AccessDeniedException", 403;
    /// It exists already.
    AlreadyExists = "EntityAlreadyExists", "ResourceExistsException", 409;
    /// Another change of the same thing is under way.
    ConcurrentModification = "ConcurrentModification", "InternalServiceError", 409;
    /// Something still hangs on it.
    DeleteConflict = "DeleteConflict", "InvalidRequestException", 409;
    /// The service failed.
    Failed = "ServiceFailure", "InternalServiceError", 500;
    /// A parameter is wrong.
    Invalid = "ValidationError", "InvalidParameterException", 400;
    /// A quota is full.
    LimitExceeded = "LimitExceeded", "LimitExceededException", 409;
    /// It does not exist.
    NotFound = "NoSuchEntity", "ResourceNotFoundException", 404;
    /// The secret is scheduled for deletion.
    PendingDeletion = "InvalidInput", "InvalidRequestException", 400;
    /// Too many calls.
    Throttled = "Throttling", "ThrottlingException", 400;
    /// The key that signed is unknown, inactive, or of another secret.
    UnknownKey = "InvalidClientTokenId", "UnrecognizedClientException", 403;
}

impl Code {
    /// As the adapters sort it.
    pub(crate) fn kind(self) -> PortErrorKind {
        match self {
            Self::AccessDenied => PortErrorKind::AccessDenied,
            Self::AlreadyExists | Self::DeleteConflict => PortErrorKind::Conflict,
            Self::ConcurrentModification => PortErrorKind::ConcurrentChange,
            Self::Failed => PortErrorKind::Unavailable,
            Self::Invalid => PortErrorKind::Invalid,
            Self::LimitExceeded => PortErrorKind::LimitExceeded,
            Self::NotFound => PortErrorKind::NotFound,
            Self::PendingDeletion => PortErrorKind::PendingDeletion,
            Self::Throttled => PortErrorKind::Throttled(None),
            Self::UnknownKey => PortErrorKind::Unauthenticated,
        }
    }

    /// The code that the adapters sort into that kind.
    pub(crate) fn of(kind: PortErrorKind) -> Self {
        match kind {
            PortErrorKind::NotFound => Self::NotFound,
            PortErrorKind::Conflict => Self::AlreadyExists,
            PortErrorKind::ConcurrentChange => Self::ConcurrentModification,
            PortErrorKind::PendingDeletion => Self::PendingDeletion,
            PortErrorKind::LimitExceeded => Self::LimitExceeded,
            PortErrorKind::Unauthenticated => Self::UnknownKey,
            PortErrorKind::AccessDenied => Self::AccessDenied,
            PortErrorKind::Throttled(_) => Self::Throttled,
            PortErrorKind::Invalid => Self::Invalid,
            _ => Self::Failed,
        }
    }
}

/// A code and a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {message}", code.query())]
pub struct Refusal {
    /// The code.
    pub code: Code,
    /// The message.
    pub message: String,
}

impl Refusal {
    /// With that message.
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}

/// What was found, or the refusal that says that it was not.
pub(crate) fn found<T>(found: Option<T>, what: &str, name: &str) -> Result<T, Refusal> {
    found.ok_or_else(|| Refusal::new(Code::NotFound, format!("no {what} `{name}`")))
}
