//! Secrets: versions that are written once, labels that move, and a recovery window.

use std::collections::{BTreeMap, BTreeSet};

use domain::aws::secret::{SecretDescription, StagingLabel};
use time::{Duration, OffsetDateTime};

use super::{Code, Refusal, found};
use crate::state::{State, redacted_debug};

pub(super) const CURRENT: &str = "AWSCURRENT";
const PREVIOUS: &str = "AWSPREVIOUS";
/// Of `DeleteSecret` without `RecoveryWindowInDays`.
const RECOVERY_WINDOW: Duration = Duration::days(30);

/// A secret.
#[derive(Debug, Clone)]
pub struct SecretState {
    /// Whether Secrets Manager rotates it.
    pub rotation_enabled: bool,
    /// When a rotation last came to its end.
    pub last_rotated_at: Option<OffsetDateTime>,
    /// By when the next one is due.
    pub next_rotation_at: Option<OffsetDateTime>,
    /// When anything about it last changed.
    pub last_changed_at: Option<OffsetDateTime>,
    /// When it ends. `None` means that no deletion is scheduled.
    pub deleted_at: Option<OffsetDateTime>,
    /// Whether this function may write it.
    pub is_writable: bool,
    /// Versions by id.
    pub versions: BTreeMap<String, VersionState>,
}

/// A version of a secret.
#[derive(Clone, Default)]
pub struct VersionState {
    /// The value. `None` means that `RotateSecret` made the version and nobody filled it yet.
    pub value: Option<String>,
    /// `AWSCURRENT` and so on.
    pub labels: BTreeSet<String>,
    /// Whether it is encrypted with a key that the function may no longer use.
    pub is_locked: bool,
}

redacted_debug! {
    VersionState { labels },
}

impl State {
    pub(crate) fn describe_secret(&mut self, arn: &str) -> Result<SecretDescription, Refusal> {
        let secret = self.secret(arn)?;
        let labelled = secret.versions.iter().filter(|(_, v)| !v.labels.is_empty());
        let versions = labelled.filter_map(|(id, version)| {
            let labels = version.labels.iter().map(String::as_str);
            Some((id.parse().ok()?, labels.map(StagingLabel::from).collect()))
        });
        Ok(SecretDescription {
            rotation_enabled: secret.rotation_enabled,
            last_rotated_at: secret.last_rotated_at,
            next_rotation_at: secret.next_rotation_at,
            last_changed_at: secret.last_changed_at,
            versions: versions.collect(),
        })
    }

    /// The value of that version, or of the one in `AWSCURRENT`.
    pub(crate) fn secret_value(
        &mut self,
        arn: &str,
        version: Option<&str>,
    ) -> Result<String, Refusal> {
        let secret = self.usable_secret(arn)?;
        let current = secret.holder(CURRENT);
        let id = version.or(current.as_deref()).unwrap_or(CURRENT);
        let version = found(secret.versions.get(id), "version", id)?;
        if version.is_locked {
            let message = "Access to KMS is not allowed";
            return Err(Refusal::new(Code::AccessDenied, message));
        }
        found(version.value.clone(), "value in version", id)
    }

    pub(crate) fn put_secret_value(
        &mut self,
        arn: &str,
        version: &str,
        value: &str,
        labels: &[StagingLabel],
    ) -> Result<(), Refusal> {
        let secret = self.writable_secret(arn)?;
        let is_first = secret.versions.values().all(|v| v.value.is_none());
        let stored = &mut secret.versions.entry(version.to_owned()).or_default().value;
        match stored {
            Some(stored) if stored == value => return Ok(()),
            Some(_) => {
                let message = "You can't modify an existing version, you can only create one.";
                return Err(Refusal::new(Code::AlreadyExists, message));
            }
            None => *stored = Some(value.to_owned()),
        }
        for label in labels {
            secret.move_label(label.as_str(), version);
        }
        if is_first {
            secret.move_label(CURRENT, version);
        }
        Ok(())
    }

    pub(crate) fn update_secret_version_stage(
        &mut self,
        arn: &str,
        label: &str,
        remove_from: Option<&str>,
        move_to: Option<&str>,
    ) -> Result<(), Refusal> {
        let secret = self.writable_secret(arn)?;
        let holder = secret.holder(label);
        let moves_away = move_to.is_none_or(|to| holder.as_deref() != Some(to));
        if moves_away && holder.as_deref() != remove_from {
            let message = format!("The label {label} is not on that version");
            return Err(Refusal::new(Code::Invalid, message));
        }
        match move_to {
            Some(to) if !secret.versions.contains_key(to) => found(None, "version", to),
            Some(to) => {
                secret.move_label(label, to);
                Ok(())
            }
            None => {
                secret.remove_label(label);
                Ok(())
            }
        }
    }

    /// Schedules the end of the secret.
    pub(crate) fn delete_secret(&mut self, arn: &str) -> Result<OffsetDateTime, Refusal> {
        let end = self.now + RECOVERY_WINDOW;
        self.writable_secret(arn)?.deleted_at = Some(end);
        Ok(end)
    }

    /// The secret, whether or not its deletion is scheduled.
    fn secret(&mut self, arn: &str) -> Result<&mut SecretState, Refusal> {
        let now = self.now;
        let secret = self.secrets.get_mut(arn);
        let there = secret.filter(|secret| secret.deleted_at.is_none_or(|end| now < end));
        found(there, "secret", arn)
    }

    /// The secret, unless its deletion is scheduled.
    ///
    /// Source: Secrets Manager API reference, `DeleteSecret` and the errors of `GetSecretValue`.
    fn usable_secret(&mut self, arn: &str) -> Result<&mut SecretState, Refusal> {
        let secret = self.secret(arn)?;
        if secret.deleted_at.is_some() {
            let message = "You can't perform this operation on the secret because it was marked \
                           for deletion.";
            return Err(Refusal::new(Code::PendingDeletion, message));
        }
        Ok(secret)
    }

    fn writable_secret(&mut self, arn: &str) -> Result<&mut SecretState, Refusal> {
        let secret = self.usable_secret(arn)?;
        if secret.is_writable {
            Ok(secret)
        } else {
            Err(Refusal::new(Code::AccessDenied, "not authorized"))
        }
    }
}

impl SecretState {
    fn holder(&self, label: &str) -> Option<String> {
        let mut versions = self.versions.iter();
        let (id, _) = versions.find(|(_, version)| version.labels.contains(label))?;
        Some(id.clone())
    }

    fn remove_label(&mut self, label: &str) {
        for version in self.versions.values_mut() {
            version.labels.remove(label);
        }
    }

    /// `AWSPREVIOUS` goes where `AWSCURRENT` comes from.
    fn move_label(&mut self, label: &str, to: &str) {
        let from = self.holder(label);
        self.remove_label(label);
        if let Some(version) = self.versions.get_mut(to) {
            version.labels.insert(label.to_owned());
        }
        match from {
            Some(from) if label == CURRENT && from != to => self.move_label(PREVIOUS, &from),
            _ => {}
        }
    }
}
