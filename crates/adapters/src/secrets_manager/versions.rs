//! A secret's versions and the labels that point at them.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};

use aws_smithy_types::{DateTime, timeout::TimeoutConfig};
use domain::{
    aws::{
        arn::SecretArn,
        secret::{SecretDescription, StagingLabel, VersionId},
    },
    port_error::PortError,
    ports::SecretVersions,
};
use secrecy::{ExposeSecret, SecretString};
use time::OffsetDateTime;

use super::{errors, its_region};
use crate::{
    Adapters,
    aws::{listed, to_offset_date_time, unreadable},
};

/// All attempts at storing a value: who takes longer must not store a key any more.
const PUT_TIMEOUT: Duration = Duration::from_secs(8);

const OPERATIONS: &[&str] = <Adapters as SecretVersions>::OPERATIONS;
const DESCRIBE: &str = listed(OPERATIONS, "secretsmanager:DescribeSecret");
const GET: &str = listed(OPERATIONS, "secretsmanager:GetSecretValue");
const PUT: &str = listed(OPERATIONS, "secretsmanager:PutSecretValue");
const UPDATE_STAGE: &str = listed(OPERATIONS, "secretsmanager:UpdateSecretVersionStage");

impl SecretVersions for Adapters {
    async fn describe_secret(&self, secret: &SecretArn) -> Result<SecretDescription, PortError> {
        let call = self.secrets_manager().describe_secret();
        let output = call
            .secret_id(secret.as_str())
            .customize()
            .config_override(its_region(secret))
            .send()
            .await
            .map_err(|error| errors::of_call(DESCRIBE, secret, error))?;
        let versions = labelled(output.version_ids_to_stages.unwrap_or_default());
        Ok(SecretDescription {
            rotation_enabled: output.rotation_enabled.unwrap_or(false),
            last_rotated_at: date(secret, output.last_rotated_date)?,
            next_rotation_at: date(secret, output.next_rotation_date)?,
            last_changed_at: date(secret, output.last_changed_date)?,
            versions: versions.ok_or_else(|| {
                unreadable(DESCRIBE, secret.as_str(), "a version id of another form")
            })?,
        })
    }

    async fn get_secret_value_of(
        &self,
        secret: &SecretArn,
        version: &VersionId,
    ) -> Result<SecretString, PortError> {
        self.read_value(GET, secret, Some(version)).await
    }

    async fn put_secret_value(
        &self,
        secret: &SecretArn,
        client_request_token: &VersionId,
        value: &SecretString,
        labels: &[StagingLabel],
    ) -> Result<(), PortError> {
        let timeout = TimeoutConfig::builder().operation_timeout(PUT_TIMEOUT);
        let timely = its_region(secret).timeout_config(timeout.build());
        #[expect(clippy::disallowed_methods, reason = "the value is stored here")]
        let value = value.expose_secret();
        let labels = labels.iter().map(ToString::to_string).collect();
        let call = self.secrets_manager().put_secret_value();
        let sent = call
            .secret_id(secret.as_str())
            .client_request_token(client_request_token.as_str())
            .secret_string(value)
            .set_version_stages(Some(labels))
            .customize()
            .config_override(timely)
            .send()
            .await;
        sent.map(drop)
            .map_err(|error| errors::of_call(PUT, secret, error))
    }

    async fn update_secret_version_stage(
        &self,
        secret: &SecretArn,
        label: &StagingLabel,
        remove_from: Option<&VersionId>,
        move_to: Option<&VersionId>,
    ) -> Result<(), PortError> {
        let call = self.secrets_manager().update_secret_version_stage();
        let sent = call
            .secret_id(secret.as_str())
            .version_stage(label.as_str())
            .set_remove_from_version_id(remove_from.map(ToString::to_string))
            .set_move_to_version_id(move_to.map(ToString::to_string))
            .customize()
            .config_override(its_region(secret))
            .send()
            .await;
        sent.map(drop)
            .map_err(|error| errors::of_call(UPDATE_STAGE, secret, error))
    }
}

/// A date that is absent means never; one that cannot be read does not.
fn date(secret: &SecretArn, at: Option<DateTime>) -> Result<Option<OffsetDateTime>, PortError> {
    let Some(at) = at else {
        return Ok(None);
    };
    let read = to_offset_date_time(&at).map(Some);
    read.ok_or_else(|| unreadable(DESCRIBE, secret.as_str(), "a date beyond the year 9999"))
}

/// `None` means that a version's id is not one.
fn labelled(
    versions: HashMap<String, Vec<String>>,
) -> Option<BTreeMap<VersionId, BTreeSet<StagingLabel>>> {
    let versions = versions.into_iter().map(|(version, labels)| {
        let labels = labels.iter().map(|label| label.as_str().into());
        Some((version.parse().ok()?, labels.collect()))
    });
    versions.collect()
}
