//! Secrets Manager, as far as the versions of a secret go.

use std::time::Duration;

use aws_sdk_secretsmanager::config;
use aws_smithy_types::timeout::TimeoutConfig;
use domain::{
    aws::{
        arn::SecretArn,
        secret::{SecretDescription, StagingLabel, VersionId},
    },
    port_error::{PortError, PortErrorKind},
    ports::SecretVersions,
};
use secrecy::{ExposeSecret, SecretString};

use crate::{Adapters, instant::instant, sdk_error::port_error};

/// All attempts at storing a value: who takes longer must not store a key any more.
const PUT_TIMEOUT: Duration = Duration::from_secs(8);

impl SecretVersions for Adapters {
    async fn describe_secret(&self, secret: &SecretArn) -> Result<SecretDescription, PortError> {
        let output = self
            .secrets_manager
            .describe_secret()
            .secret_id(secret.as_str())
            .send()
            .await
            .map_err(|error| port_error("secretsmanager:DescribeSecret", secret.as_str(), error))?;
        let versions = output.version_ids_to_stages.unwrap_or_default().into_iter();
        Ok(SecretDescription {
            rotation_enabled: output.rotation_enabled.unwrap_or(false),
            last_rotated_at: output.last_rotated_date.as_ref().and_then(instant),
            next_rotation_at: output.next_rotation_date.as_ref().and_then(instant),
            last_changed_at: output.last_changed_date.as_ref().and_then(instant),
            versions: versions
                .filter_map(|(version, labels)| {
                    let labels = labels.iter().map(|label| label.as_str().into());
                    Some((version.parse().ok()?, labels.collect()))
                })
                .collect(),
        })
    }

    async fn get_secret_value_of(
        &self,
        secret: &SecretArn,
        version: &VersionId,
    ) -> Result<SecretString, PortError> {
        const OPERATION: &str = "secretsmanager:GetSecretValue";
        let output = self
            .secrets_manager
            .get_secret_value()
            .secret_id(secret.as_str())
            .version_id(version.as_str())
            .send()
            .await
            .map_err(|error| port_error(OPERATION, secret.as_str(), error))?;
        let value = output.secret_string.map(SecretString::from);
        value.ok_or_else(|| PortError {
            operation: OPERATION,
            resource: secret.to_string(),
            kind: PortErrorKind::Invalid,
            hint: Some("store the value as a string, not as binary".to_owned()),
            source: Some("the version has no string value".into()),
        })
    }

    async fn put_secret_value(
        &self,
        secret: &SecretArn,
        client_request_token: &VersionId,
        value: &SecretString,
        labels: &[StagingLabel],
    ) -> Result<(), PortError> {
        let timely = config::Builder::new().timeout_config(
            TimeoutConfig::builder()
                .operation_timeout(PUT_TIMEOUT)
                .build(),
        );
        #[expect(clippy::disallowed_methods, reason = "the value is stored here")]
        let value = value.expose_secret();
        let labels = labels.iter().map(ToString::to_string).collect();
        self.secrets_manager
            .put_secret_value()
            .secret_id(secret.as_str())
            .client_request_token(client_request_token.as_str())
            .secret_string(value)
            .set_version_stages(Some(labels))
            .customize()
            .config_override(timely)
            .send()
            .await
            .map(drop)
            .map_err(|error| port_error("secretsmanager:PutSecretValue", secret.as_str(), error))
    }

    async fn update_secret_version_stage(
        &self,
        secret: &SecretArn,
        label: &StagingLabel,
        remove_from: Option<&VersionId>,
        move_to: Option<&VersionId>,
    ) -> Result<(), PortError> {
        self.secrets_manager
            .update_secret_version_stage()
            .secret_id(secret.as_str())
            .version_stage(label.as_str())
            .set_remove_from_version_id(remove_from.map(ToString::to_string))
            .set_move_to_version_id(move_to.map(ToString::to_string))
            .send()
            .await
            .map(drop)
            .map_err(|error| {
                let operation = "secretsmanager:UpdateSecretVersionStage";
                port_error(operation, secret.as_str(), error)
            })
    }
}
