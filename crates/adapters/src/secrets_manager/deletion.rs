//! The end of a secret.

use domain::{aws::arn::SecretArn, port_error::PortError, ports::SecretDeletion};

use super::{errors, its_region};
use crate::{Adapters, aws::listed};

const DELETE: &str = listed(
    <Adapters as SecretDeletion>::OPERATIONS,
    "secretsmanager:DeleteSecret",
);

impl SecretDeletion for Adapters {
    /// Without `RecoveryWindowInDays` the window is 30 days.
    async fn delete_secret(&self, secret: &SecretArn) -> Result<(), PortError> {
        let call = self.secrets_manager().delete_secret();
        let sent = call
            .secret_id(secret.as_str())
            .customize()
            .config_override(its_region(secret))
            .send()
            .await;
        match sent {
            Err(error) if !errors::is_scheduled_already(&error) => {
                Err(errors::of_call(DELETE, secret, error))
            }
            _ => Ok(()),
        }
    }
}
