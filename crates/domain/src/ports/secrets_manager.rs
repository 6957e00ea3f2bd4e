//! Secrets Manager.

use secrecy::SecretString;

use super::Call;
use crate::aws::{
    arn::SecretArn,
    secret::{SecretDescription, StagingLabel, VersionId},
};

/// A secret's current value. The secret is asked in its own region.
pub trait Secrets: Sync {
    /// As an IAM policy names what is called here.
    const OPERATIONS: &[&str] = &["secretsmanager:GetSecretValue"];

    /// The value in `AWSCURRENT`.
    fn get_secret_value(&self, secret: &SecretArn) -> impl Call<SecretString>;
}

/// A secret's versions and the labels that point at them.
pub trait SecretVersions: Sync {
    /// As an IAM policy names what is called here.
    const OPERATIONS: &[&str] = &[
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
    ];

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

    /// Takes a label from one version and gives it to another. Fails where the label is not on
    /// `remove_from`.
    fn update_secret_version_stage(
        &self,
        secret: &SecretArn,
        label: &StagingLabel,
        remove_from: Option<&VersionId>,
        move_to: Option<&VersionId>,
    ) -> impl Call<()>;
}

/// The end of a secret.
pub trait SecretDeletion: Sync {
    /// As an IAM policy names what is called here.
    const OPERATIONS: &[&str] = &["secretsmanager:DeleteSecret"];

    /// Schedules the deletion, with Secrets Manager's own recovery window of 30 days. Not an error
    /// where it is scheduled already.
    fn delete_secret(&self, secret: &SecretArn) -> impl Call<()>;
}
