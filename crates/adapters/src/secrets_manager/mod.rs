//! Secrets Manager. Each secret is asked in its own region: no other has it.

mod deletion;
mod errors;
mod versions;

use aws_sdk_secretsmanager::{config, operation::get_secret_value::GetSecretValueOutput};
use aws_types::region::Region;
use domain::{
    aws::{arn::SecretArn, secret::VersionId},
    port_error::{PortError, PortErrorKind},
    ports::Secrets,
};
use secrecy::SecretString;

use crate::{Adapters, aws::listed};

const GET: &str = listed(
    <Adapters as Secrets>::OPERATIONS,
    "secretsmanager:GetSecretValue",
);

impl Secrets for Adapters {
    async fn get_secret_value(&self, secret: &SecretArn) -> Result<SecretString, PortError> {
        self.read_value(GET, secret, None).await
    }
}

impl Adapters {
    /// The value of that version; of `AWSCURRENT` without one.
    async fn read_value(
        &self,
        operation: &'static str,
        secret: &SecretArn,
        version: Option<&VersionId>,
    ) -> Result<SecretString, PortError> {
        let call = self.secrets_manager().get_secret_value();
        let output = call
            .secret_id(secret.as_str())
            .set_version_id(version.map(ToString::to_string))
            .customize()
            .config_override(its_region(secret))
            .send()
            .await
            .map_err(|error| errors::of_reading(operation, secret, error))?;
        string_value(operation, secret, output)
    }
}

/// What a call to the secret overrides in the client's configuration.
fn its_region(secret: &SecretArn) -> config::Builder {
    config::Builder::new().region(Region::new(secret.region().to_owned()))
}

fn string_value(
    operation: &'static str,
    secret: &SecretArn,
    output: GetSecretValueOutput,
) -> Result<SecretString, PortError> {
    let value = output.secret_string.map(SecretString::from);
    value.ok_or_else(|| PortError {
        operation,
        resource: secret.to_string(),
        kind: PortErrorKind::Invalid,
        hint: Some("store the value as a string, not as binary".to_owned()),
        source: Some("the secret has no string value".into()),
    })
}
