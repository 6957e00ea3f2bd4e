//! In: a step that Secrets Manager asks for.

use aws_lambda_events::event::secretsmanager::SecretsManagerSecretRotationEvent;
use domain::{
    aws::{
        arn::SecretArn,
        secret::{VersionId, VersionIdError},
    },
    rotation::{RotationStep, RotationStepError},
};
use serde_json::Value;
use thiserror::Error;

/// A step for a version of the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trigger {
    pub(crate) step: RotationStep,
    pub(crate) token: VersionId,
}

/// Why an event is none of Secrets Manager's.
#[derive(Debug, Error)]
pub enum TriggerError {
    /// A field is missing or has another type. `RotationToken` and others may come along.
    #[error("`Step`, `SecretId` and `ClientRequestToken` expected")]
    Shape(#[source] serde_json::Error),
    /// Another step than the four.
    #[error(transparent)]
    Step(#[from] RotationStepError),
    /// No version id.
    #[error(transparent)]
    Token(#[from] VersionIdError),
    /// Another secret than this function's.
    #[error("the event is about `{0}`, which this function does not rotate")]
    Secret(String),
}

/// Reads the event.
pub(crate) fn read(event: Value, secret: &SecretArn) -> Result<Trigger, TriggerError> {
    let event: SecretsManagerSecretRotationEvent =
        serde_json::from_value(event).map_err(TriggerError::Shape)?;
    let step = event.step.parse()?;
    if event.secret_id != secret.as_str() {
        return Err(TriggerError::Secret(event.secret_id));
    }
    Ok(Trigger {
        step,
        token: event.client_request_token.parse()?,
    })
}
