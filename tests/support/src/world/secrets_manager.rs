//! Secrets Manager: versions that are written once, labels that move.

use std::collections::BTreeSet;

use domain::{
    aws::{
        arn::SecretArn,
        secret::{SecretDescription, StagingLabel, VersionId},
    },
    port_error::{PortError, PortErrorKind},
    ports::{SecretVersions, Secrets},
};
use secrecy::{ExposeSecret, SecretString};

use super::{
    Kind, Refusal, World, not_found,
    state::{SecretState, State},
};

const CURRENT: &str = "AWSCURRENT";
const PREVIOUS: &str = "AWSPREVIOUS";
const DENIED: Refusal = Refusal(PortErrorKind::AccessDenied, "not authorized");

impl Secrets for World {
    async fn get_secret_value(&self, secret: &SecretArn) -> Result<SecretString, PortError> {
        let operation = "secretsmanager:GetSecretValue";
        self.call(Kind::Read, operation, secret.as_str(), |state| {
            let secret = find(state, secret)?;
            let mut versions = secret.versions.values();
            let current = versions.find(|version| version.labels.contains(CURRENT));
            let value = current.and_then(|version| version.value.clone());
            Ok(not_found(value, "no value")?.into())
        })
        .await
    }
}

impl SecretVersions for World {
    async fn describe_secret(&self, secret: &SecretArn) -> Result<SecretDescription, PortError> {
        let operation = "secretsmanager:DescribeSecret";
        self.call(Kind::Read, operation, secret.as_str(), |state| {
            let secret = find(state, secret)?;
            let labelled = secret.versions.iter().filter(|(_, v)| !v.labels.is_empty());
            let versions = labelled.filter_map(|(id, version)| {
                let labels: BTreeSet<_> = version
                    .labels
                    .iter()
                    .map(|label| StagingLabel::from(label.as_str()))
                    .collect();
                Some((id.parse().ok()?, labels))
            });
            Ok(SecretDescription {
                rotation_enabled: secret.rotation_enabled,
                last_rotated_at: secret.last_rotated_at,
                next_rotation_at: secret.next_rotation_at,
                last_changed_at: secret.last_changed_at,
                versions: versions.collect(),
            })
        })
        .await
    }

    async fn get_secret_value_of(
        &self,
        secret: &SecretArn,
        version: &VersionId,
    ) -> Result<SecretString, PortError> {
        let operation = "secretsmanager:GetSecretValue";
        self.call(Kind::Read, operation, secret.as_str(), |state| {
            let version = find(state, secret)?.versions.get(version.as_str());
            let value = version.and_then(|version| version.value.clone());
            Ok(not_found(value, "no value in that version")?.into())
        })
        .await
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "Secrets Manager stores the value"
    )]
    async fn put_secret_value(
        &self,
        secret: &SecretArn,
        client_request_token: &VersionId,
        value: &SecretString,
        labels: &[StagingLabel],
    ) -> Result<(), PortError> {
        let operation = "secretsmanager:PutSecretValue";
        self.call(Kind::Effect, operation, secret.as_str(), |state| {
            let secret = find(state, secret)?;
            if !secret.is_writable {
                return Err(DENIED);
            }
            let is_first = secret.versions.values().all(|v| v.value.is_none());
            let id = client_request_token.as_str();
            let version = secret.versions.entry(id.to_owned()).or_default();
            match &version.value {
                Some(stored) if stored == value.expose_secret() => return Ok(()),
                Some(_) => {
                    return Err(Refusal(PortErrorKind::Conflict, "ResourceExistsException"));
                }
                None => version.value = Some(value.expose_secret().to_owned()),
            }
            for label in labels {
                secret.move_label(label.as_str(), id);
            }
            if is_first {
                secret.move_label(CURRENT, id);
            }
            Ok(())
        })
        .await
    }

    async fn update_secret_version_stage(
        &self,
        secret: &SecretArn,
        label: &StagingLabel,
        remove_from: Option<&VersionId>,
        move_to: Option<&VersionId>,
    ) -> Result<(), PortError> {
        let operation = "secretsmanager:UpdateSecretVersionStage";
        self.call(Kind::Effect, operation, secret.as_str(), |state| {
            let secret = find(state, secret)?;
            let holder = secret.holder(label.as_str());
            if !secret.is_writable {
                return Err(DENIED);
            }
            let moves_away = move_to.is_none_or(|to| holder.as_deref() != Some(to.as_str()));
            if moves_away && holder.as_deref() != remove_from.map(VersionId::as_str) {
                return Err(Refusal(PortErrorKind::Invalid, "the label is not there"));
            }
            match move_to {
                Some(to) if !secret.versions.contains_key(to.as_str()) => {
                    Err(Refusal(PortErrorKind::NotFound, "no such version"))
                }
                Some(to) => {
                    secret.move_label(label.as_str(), to.as_str());
                    Ok(())
                }
                None => {
                    secret.remove_label(label.as_str());
                    Ok(())
                }
            }
        })
        .await
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

fn find<'a>(state: &'a mut State, secret: &SecretArn) -> Result<&'a mut SecretState, Refusal> {
    not_found(state.secrets.get_mut(secret.as_str()), "no such secret")
}
