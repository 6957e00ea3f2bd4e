//! Secrets Manager.

use aws_sdk_secretsmanager::Client;
use aws_types::SdkConfig;
use domain::{
    arn::SecretArn,
    error::{PortError, PortErrorKind},
    ports::Secrets,
};
use secrecy::SecretString;

use crate::sdk_error::port_error;

/// The Secrets Manager client.
#[derive(Debug, Clone)]
pub struct SecretsManager {
    client: Client,
}

impl SecretsManager {
    /// With the shared configuration.
    #[must_use]
    pub fn new(config: &SdkConfig) -> Self {
        Self {
            client: Client::new(config),
        }
    }
}

impl Secrets for SecretsManager {
    async fn get_secret_value(&self, secret: &SecretArn) -> Result<SecretString, PortError> {
        const OPERATION: &str = "secretsmanager:GetSecretValue";
        let output = self
            .client
            .get_secret_value()
            .secret_id(secret.as_str())
            .send()
            .await
            .map_err(|error| port_error(OPERATION, secret.as_str(), error))?;
        output
            .secret_string
            .map(SecretString::from)
            .ok_or_else(|| PortError {
                operation: OPERATION,
                resource: secret.to_string(),
                kind: PortErrorKind::Invalid,
                hint: Some("store the value as a string, not as binary".to_owned()),
                source: Some("the secret has no string value".into()),
            })
    }
}
