//! Secrets Manager, as far as the versions of a secret go.

use std::collections::{BTreeMap, BTreeSet};

use secrecy::SecretString;
use time::OffsetDateTime;

use super::Call;
use crate::{
    arn::SecretArn,
    rotation::{StagingLabel, VersionId},
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

/// A secret without its values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct SecretDescription {
    /// Whether Secrets Manager rotates it.
    pub rotation_enabled: bool,
    /// When a rotation last came to its end; none: never, or not told.
    pub last_rotated_at: Option<OffsetDateTime>,
    /// By when the next one is due; none: it is not, or not told.
    pub next_rotation_at: Option<OffsetDateTime>,
    /// When anything about the secret last changed; none: not told.
    pub last_changed_at: Option<OffsetDateTime>,
    /// The labelled versions.
    pub versions: BTreeMap<VersionId, BTreeSet<StagingLabel>>,
}

impl SecretDescription {
    /// The version that carries the label.
    #[must_use]
    pub fn version_of(&self, label: &StagingLabel) -> Option<&VersionId> {
        self.versions
            .iter()
            .find_map(|(version, labels)| labels.contains(label).then_some(version))
    }

    /// Whether that version carries the label.
    #[must_use]
    pub fn is_labelled(&self, version: &VersionId, label: &StagingLabel) -> bool {
        self.version_of(label) == Some(version)
    }
}
