//! What Secrets Manager's error codes leave open.

use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use domain::{
    aws::arn::SecretArn,
    port_error::{PortError, PortErrorKind},
};

use crate::aws::{ServiceError, port_error};

/// The code for "not in the secret's present state".
const INVALID_REQUEST: &str = "InvalidRequestException";

/// The error of `GetSecretValue`. It documents `InvalidRequestException` for several states of a
/// secret, of which a read can meet one: it is marked for deletion.
pub(super) fn of_reading<E: ServiceError>(
    operation: &'static str,
    secret: &SecretArn,
    error: SdkError<E, HttpResponse>,
) -> PortError {
    if error.code() != Some(INVALID_REQUEST) {
        return of_call(operation, secret, error);
    }
    PortError {
        kind: PortErrorKind::PendingDeletion,
        ..of_call(operation, secret, error)
    }
    .with_hint("restore the secret (`aws secretsmanager restore-secret`), or name another one")
}

/// Whether `DeleteSecret` failed because the deletion is scheduled already. A secret that has
/// replicas is answered with the same code: only the message says which.
pub(super) fn is_scheduled_already<E: ServiceError>(error: &SdkError<E, HttpResponse>) -> bool {
    let names_deletion = |text: &str| text.contains("for deletion");
    error.code() == Some(INVALID_REQUEST) && error.message().is_some_and(names_deletion)
}

/// The error of any call. A KMS key that the function may not use is `AccessDeniedException` like a
/// missing permission (only the message says which, and only the hint depends on it), or
/// `DecryptionFailure` and `EncryptionFailure`.
pub(super) fn of_call<E: ServiceError>(
    operation: &'static str,
    secret: &SecretArn,
    error: SdkError<E, HttpResponse>,
) -> PortError {
    let is_key_failure = matches!(
        error.code(),
        Some("DecryptionFailure" | "EncryptionFailure")
    );
    let names_kms = error.message().is_some_and(|text| text.contains("KMS"));
    let mut error = port_error(operation, secret.as_str(), error);
    if is_key_failure {
        error.kind = PortErrorKind::AccessDenied;
    }
    if is_key_failure || (names_kms && error.kind == PortErrorKind::AccessDenied) {
        error.hint = Some(
            "set `KmsKeyArn` to the KMS key of the secret, and check that the key is enabled and that its policy lets this account use it"
                .to_owned(),
        );
    }
    error
}
