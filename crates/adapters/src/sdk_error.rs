//! Sorts the SDK's errors by what can be done about them.

use std::error::Error;

use aws_smithy_runtime_api::{
    client::{orchestrator::HttpResponse, result::SdkError},
    http::StatusCode,
};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use domain::port_error::{PortError, PortErrorKind};
use thiserror::Error;

/// What the service said, in its own words.
#[derive(Debug, Error)]
#[error("{code}: {message}")]
struct ServiceMessage {
    code: String,
    message: String,
}

/// The error of `operation` on `resource`.
pub(crate) fn port_error<E>(
    operation: &'static str,
    resource: impl Into<String>,
    error: SdkError<E, HttpResponse>,
) -> PortError
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    let kind = kind(&error);
    PortError {
        operation,
        resource: resource.into(),
        kind,
        hint: (kind == PortErrorKind::AccessDenied)
            .then(|| format!("allow `{operation}` to this function's role")),
        source: Some(source(error)),
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
            of_code(code).unwrap_or_else(|| of_status(context.raw().status()))
        }
        _ => PortErrorKind::Other,
    }
}

/// By the error code, which IAM, STS and Secrets Manager document as stable.
fn of_code(code: &str) -> Option<PortErrorKind> {
    Some(match code {
        "NoSuchEntity" | "NoSuchEntityException" | "ResourceNotFoundException" => {
            PortErrorKind::NotFound
        }
        "EntityAlreadyExists"
        | "ConcurrentModification"
        | "DeleteConflict"
        | "ResourceExistsException" => PortErrorKind::Conflict,
        "LimitExceeded" | "LimitExceededException" => PortErrorKind::LimitExceeded,
        "AccessDenied" | "AccessDeniedException" => PortErrorKind::AccessDenied,
        "InvalidClientTokenId"
        | "SignatureDoesNotMatch"
        | "UnrecognizedClientException"
        | "ExpiredToken"
        | "ExpiredTokenException" => PortErrorKind::Unauthenticated,
        "Throttling" | "ThrottlingException" | "RequestLimitExceeded" => {
            PortErrorKind::Throttled(None)
        }
        _ => return None,
    })
}

fn of_status(status: StatusCode) -> PortErrorKind {
    match status.as_u16() {
        403 => PortErrorKind::AccessDenied,
        404 => PortErrorKind::NotFound,
        429 => PortErrorKind::Throttled(None),
        400..=499 => PortErrorKind::Invalid,
        500..=599 => PortErrorKind::Unavailable,
        _ => PortErrorKind::Other,
    }
}

/// A service's own words alone; for everything else the SDK's chain.
fn source<E>(error: SdkError<E, HttpResponse>) -> Box<dyn Error + Send + Sync>
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    match (error.code(), error.message()) {
        (Some(code), message) => Box::new(ServiceMessage {
            code: code.to_owned(),
            message: message.unwrap_or("no message").to_owned(),
        }),
        _ => Box::new(error),
    }
}
