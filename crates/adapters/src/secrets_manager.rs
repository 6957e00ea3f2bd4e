//! Secrets Manager.

use domain::{
    aws::arn::SecretArn,
    port_error::{PortError, PortErrorKind},
    ports::Secrets,
};
use secrecy::SecretString;

use crate::{Adapters, sdk_error::port_error};

impl Secrets for Adapters {
    async fn get_secret_value(&self, secret: &SecretArn) -> Result<SecretString, PortError> {
        const OPERATION: &str = "secretsmanager:GetSecretValue";
        let output = self
            .secrets_manager
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
