//! Sorts the SDK's errors by what can be done about them.

use std::error::Error;

use aws_smithy_runtime_api::{
    client::{orchestrator::HttpResponse, result::SdkError},
    http::StatusCode,
};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use domain::port_error::{PortError, PortErrorKind};
use thiserror::Error;

use crate::text::readable;

/// The error code and message of the service.
#[derive(Debug, Error)]
#[error("{code}: {message}")]
struct ServiceMessage {
    code: String,
    message: String,
}

/// An answer without an error code, or a success of another form than the API reference has.
#[derive(Debug, Error)]
#[error("the answer of status {status} is not what the API reference says")]
struct Unreadable {
    status: u16,
}

/// The error of one operation, as the SDK's clients define it.
pub trait ServiceError: ProvideErrorMetadata + Error + Send + Sync + 'static {}

impl<T: ProvideErrorMetadata + Error + Send + Sync + 'static> ServiceError for T {}

/// The error of `operation` on `resource`.
pub fn port_error<E: ServiceError>(
    operation: &'static str,
    resource: impl Into<String>,
    error: SdkError<E, HttpResponse>,
) -> PortError {
    let kind = kind(&error);
    PortError {
        operation,
        resource: resource.into(),
        kind,
        hint: hint(kind, operation),
        source: Some(source(error)),
    }
}

/// The error of a successful answer that lacks a field of the API reference.
#[must_use]
pub fn unreadable(
    operation: &'static str,
    resource: impl Into<String>,
    missing: &'static str,
) -> PortError {
    PortError {
        operation,
        resource: resource.into(),
        kind: PortErrorKind::Other,
        hint: None,
        source: Some(format!("the answer has {missing}").into()),
    }
}

fn kind<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> PortErrorKind {
    match error {
        SdkError::ConstructionFailure(_) => PortErrorKind::Invalid,
        SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) | SdkError::ResponseError(_) => {
            PortErrorKind::Unanswered
        }
        SdkError::ServiceError(context) => {
            let code = context.err().code().unwrap_or_default();
            kind_by_code(code).unwrap_or_else(|| kind_by_status(context.raw().status()))
        }
        _ => PortErrorKind::Other,
    }
}

/// By the error code, which the services document as stable.
///
/// `EntityTemporarilyUnmodifiable` and `ConcurrentModification` are IAM's words for two writes that
/// met: the API reference says to submit the request again later.
fn kind_by_code(code: &str) -> Option<PortErrorKind> {
    Some(match code {
        "NoSuchEntity" | "NoSuchEntityException" | "ResourceNotFoundException" => {
            PortErrorKind::NotFound
        }
        "EntityAlreadyExists" | "DeleteConflict" | "ResourceExistsException" => {
            PortErrorKind::Conflict
        }
        "ConcurrentModification" | "EntityTemporarilyUnmodifiable" => {
            PortErrorKind::ConcurrentChange
        }
        "LimitExceeded" | "LimitExceededException" => PortErrorKind::LimitExceeded,
        "AccessDenied" | "AccessDeniedException" | "AuthorizationError" => {
            PortErrorKind::AccessDenied
        }
        "InvalidClientTokenId"
        | "SignatureDoesNotMatch"
        | "UnrecognizedClientException"
        | "ExpiredToken"
        | "ExpiredTokenException" => PortErrorKind::Unauthenticated,
        "Throttling"
        | "ThrottlingException"
        | "Throttled"
        | "RequestLimitExceeded"
        | "TooManyRequestsException" => PortErrorKind::Throttled(None),
        _ => return None,
    })
}

/// A success that the SDK cannot read is a service error to it: it happened, or may have.
fn kind_by_status(status: StatusCode) -> PortErrorKind {
    match status.as_u16() {
        200..=299 => PortErrorKind::Unanswered,
        403 => PortErrorKind::AccessDenied,
        404 => PortErrorKind::NotFound,
        429 => PortErrorKind::Throttled(None),
        400..=499 => PortErrorKind::Invalid,
        500..=599 => PortErrorKind::Unavailable,
        _ => PortErrorKind::Other,
    }
}

fn hint(kind: PortErrorKind, operation: &str) -> Option<String> {
    match kind {
        PortErrorKind::AccessDenied => Some(format!("allow `{operation}` to this function's role")),
        PortErrorKind::LimitExceeded if operation.starts_with("iam:Tag") => {
            Some("remove tags that nothing needs: IAM allows 50 on a role or user".to_owned())
        }
        PortErrorKind::Throttled(_)
        | PortErrorKind::ConcurrentChange
        | PortErrorKind::Unavailable
        | PortErrorKind::Unanswered => Some("try again in some minutes".to_owned()),
        _ => None,
    }
}

/// What the service said, or else the SDK's cause. Never the SDK's error itself, whose `Debug` shows
/// the body of the answer: a key that was just made could be in it.
fn source<E: ServiceError>(error: SdkError<E, HttpResponse>) -> Box<dyn Error + Send + Sync> {
    if let Some(code) = error.code() {
        return Box::new(ServiceMessage {
            code: readable(code),
            message: readable(error.message().unwrap_or("no message")),
        });
    }
    match error {
        SdkError::ServiceError(answer) => Box::new(Unreadable {
            status: answer.raw().status().as_u16(),
        }),
        other => other
            .into_source()
            .unwrap_or_else(|_| "the SDK names no cause".into()),
    }
}
