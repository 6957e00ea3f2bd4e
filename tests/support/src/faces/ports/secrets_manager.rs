//! Secrets Manager.

use domain::{
    aws::{
        arn::SecretArn,
        secret::{SecretDescription, StagingLabel, VersionId},
    },
    port_error::{PortError, PortErrorKind},
    ports::{SecretDeletion, SecretVersions, Secrets},
};
use secrecy::{ExposeSecret, SecretString};
use time::OffsetDateTime;

use super::{
    State, World,
    call::Kind::{Effect, Read},
};
use crate::state::aws::Refusal;

impl Secrets for World {
    async fn get_secret_value(&self, secret: &SecretArn) -> Result<SecretString, PortError> {
        self.secret_value(secret, None).await
    }
}

impl SecretVersions for World {
    async fn describe_secret(&self, secret: &SecretArn) -> Result<SecretDescription, PortError> {
        let operation = "secretsmanager:DescribeSecret";
        let act = |state: &mut State| state.describe_secret(secret.as_str());
        self.call(Read, operation, secret.as_str(), act).await
    }

    async fn get_secret_value_of(
        &self,
        secret: &SecretArn,
        version: &VersionId,
    ) -> Result<SecretString, PortError> {
        self.secret_value(secret, Some(version)).await
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "Secrets Manager stores the value"
    )]
    async fn put_secret_value(
        &self,
        secret: &SecretArn,
        client_request_token: &VersionId,
        value: &SecretString,
        labels: &[StagingLabel],
    ) -> Result<(), PortError> {
        let (arn, version) = (secret.as_str(), client_request_token.as_str());
        self.call(Effect, "secretsmanager:PutSecretValue", arn, |state| {
            state.put_secret_value(arn, version, value.expose_secret(), labels)
        })
        .await
    }

    async fn update_secret_version_stage(
        &self,
        secret: &SecretArn,
        label: &StagingLabel,
        remove_from: Option<&VersionId>,
        move_to: Option<&VersionId>,
    ) -> Result<(), PortError> {
        let operation = "secretsmanager:UpdateSecretVersionStage";
        let arn = secret.as_str();
        let (from, to) = (
            remove_from.map(VersionId::as_str),
            move_to.map(VersionId::as_str),
        );
        self.call(Effect, operation, arn, |state| {
            state.update_secret_version_stage(arn, label.as_str(), from, to)
        })
        .await
    }
}

impl SecretDeletion for World {
    async fn delete_secret(&self, secret: &SecretArn) -> Result<(), PortError> {
        match self.schedule_deletion(secret).await {
            Err(error) if error.kind != PortErrorKind::PendingDeletion => Err(error),
            Ok(_) | Err(_) => Ok(()),
        }
    }
}

impl World {
    async fn secret_value(
        &self,
        secret: &SecretArn,
        version: Option<&VersionId>,
    ) -> Result<SecretString, PortError> {
        let arn = secret.as_str();
        self.call(Read, "secretsmanager:GetSecretValue", arn, |state| {
            let value = state.secret_value(arn, version.map(VersionId::as_str))?;
            Ok::<_, Refusal>(value.into())
        })
        .await
    }

    /// When the secret ends. Scheduling it twice is an error.
    pub(crate) async fn schedule_deletion(
        &self,
        secret: &SecretArn,
    ) -> Result<OffsetDateTime, PortError> {
        let operation = "secretsmanager:DeleteSecret";
        let act = |state: &mut State| state.delete_secret(secret.as_str());
        self.call(Effect, operation, secret.as_str(), act).await
    }
}
