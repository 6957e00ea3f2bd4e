//! Secrets Manager, as far as the versions of a secret go.

use secrecy::SecretString;

use super::Call;
use crate::aws::{
    arn::SecretArn,
    secret::{SecretDescription, StagingLabel, VersionId},
};

/// A secret's versions and the labels that point at them.
pub trait SecretVersions: Sync {
    /// The versions that carry a label, and whether the secret rotates.
    fn describe_secret(&self, secret: &SecretArn) -> impl Call<SecretDescription>;

    /// The value of one version, whatever its labels.
    fn get_secret_value_of(
        &self,
        secret: &SecretArn,
        version: &VersionId,
    ) -> impl Call<SecretString>;

    /// Stores a value as that version and moves the labels to it. A version is written once: the
    /// same value again changes nothing, another value is a conflict.
    fn put_secret_value(
        &self,
        secret: &SecretArn,
        client_request_token: &VersionId,
        value: &SecretString,
        labels: &[StagingLabel],
    ) -> impl Call<()>;

    /// Takes a label from one version and gives it to another. Fails where the label is not
    /// where it is said to be.
    fn update_secret_version_stage(
        &self,
        secret: &SecretArn,
        label: &StagingLabel,
        remove_from: Option<&VersionId>,
        move_to: Option<&VersionId>,
    ) -> impl Call<()>;
}
