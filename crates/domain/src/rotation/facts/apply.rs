//! How the facts change when an action is done, without another look.

use std::collections::BTreeMap;

use super::{Facts, KeyRef, Unstored, Value};
use crate::{
    aws::{
        access_key::AccessKeyId,
        iam::{KeyStatus, ListedKey},
        secret::{StagingLabel, VersionId},
    },
    qovery::{Registry, RegistryId},
    rotation::{Action, LedgerEntry, Outcome},
};

impl Facts {
    /// The facts after `action` had that outcome, without another look.
    pub fn apply(&mut self, action: &Action, outcome: Outcome) {
        match action {
            Action::Wait(_) => {}
            Action::Prepare(creating) => {
                self.apply_placeholder(&creating.version);
                self.attempt.is_recorded = true;
                self.ledger.prepare(creating.clone());
            }
            Action::Record(entry) => self.apply_note(entry.clone()),
            Action::ForgetPushed => self.ledger.pushed = None,
            Action::ForgetKeys(ids) => self.ledger.forget(ids),
            Action::CreateAccessKey(version) => self.apply_created(version, outcome),
            Action::StoreKey(version) => self.apply_stored(version, &outcome),
            Action::CopyKey { from, to } => {
                let value = self.value(from).clone();
                self.values.insert(to.clone(), value);
                self.move_label(&StagingLabel::Pending, Some(to));
            }
            Action::DeleteAccessKey(id) => self.apply_deleted(id),
            Action::UpdateAccessKey(id, status) => self.apply_status(id, *status),
            Action::VerifyKey(version) => self.apply_verified(version, outcome),
            Action::PushKey(_) => {
                if let Outcome::Shows(organization) = outcome {
                    self.organization = Some(*organization);
                }
            }
            Action::PushToRegistries(_) => {
                if let Outcome::RegistriesShow(shown, refused) = outcome {
                    self.apply_registries(&shown, refused);
                }
            }
            Action::DropPending(_) => self.move_label(&StagingLabel::Pending, None),
            Action::MoveCurrent { from, to } => {
                if from.as_ref() != Some(to) {
                    self.move_label(&StagingLabel::Previous, from.as_ref());
                }
                self.move_label(&StagingLabel::Current, Some(to));
            }
        }
    }

    fn apply_note(&mut self, entry: LedgerEntry) {
        self.attempt.is_recorded |= matches!(entry, LedgerEntry::Creating(_));
        self.ledger.apply(entry, &self.keys);
    }

    /// The first version of a secret gets `AWSCURRENT` unasked. Source: Secrets Manager API
    /// reference, `PutSecretValue`.
    fn apply_placeholder(&mut self, version: &VersionId) {
        self.attempt.is_writable = true;
        if self.secret.version_of(&StagingLabel::Current).is_none() {
            let placeholder = version.derived("-preflight");
            self.move_label(&StagingLabel::Current, Some(&placeholder));
        }
    }

    fn apply_created(&mut self, version: &VersionId, outcome: Outcome) {
        let Outcome::Created(id) = outcome else {
            return;
        };
        self.keys.push(ListedKey {
            id: id.clone(),
            status: KeyStatus::Active,
            created_at: self.observed_at,
        });
        self.attempt.unstored = Some(Unstored {
            id,
            version: version.clone(),
            is_refused: false,
        });
    }

    fn apply_stored(&mut self, version: &VersionId, outcome: &Outcome) {
        let Some(mut unstored) = self.attempt.unstored.take() else {
            return;
        };
        if *outcome == Outcome::NotStored {
            unstored.is_refused = true;
            self.attempt.unstored = Some(unstored);
            return;
        }
        let key = KeyRef {
            id: unstored.id,
            owner: self.user.clone(),
        };
        self.values.insert(version.clone(), Value::Key(key));
        self.move_label(&StagingLabel::Pending, Some(version));
    }

    fn apply_status(&mut self, id: &AccessKeyId, status: KeyStatus) {
        if let Some(key) = self.keys.iter_mut().find(|key| key.id == *id) {
            key.status = status;
        }
        if status == KeyStatus::Inactive {
            self.attempt.deactivated.insert(id.clone());
        }
    }

    fn apply_deleted(&mut self, id: &AccessKeyId) {
        self.keys.retain(|key| key.id != *id);
        self.attempt.deleted.insert(id.clone());
        self.attempt.verified.remove(id);
        let unstored = &mut self.attempt.unstored;
        let was_unstored = unstored.take_if(|unstored| unstored.id == *id).is_some();
        self.attempt.is_given_up |= was_unstored;
    }

    fn apply_registries(&mut self, shown: &[Registry], refused: BTreeMap<RegistryId, String>) {
        let seen = self.organization.as_mut();
        if let Some(registries) = seen.and_then(|seen| seen.registries.as_mut()) {
            for registry in &mut registries.entries {
                if let Some(now) = shown.iter().find(|now| now.id == registry.id) {
                    *registry = now.clone();
                }
            }
        }
        let moved = shown.iter().map(|registry| registry.id.clone());
        self.attempt.moved.extend(moved);
        self.attempt.unmoved.extend(refused);
    }

    fn apply_verified(&mut self, version: &VersionId, outcome: Outcome) {
        if let (Value::Key(key), Outcome::Verified(owner)) = (self.value(version).clone(), outcome)
        {
            self.attempt.verified.insert(key.id, owner);
        }
    }

    fn move_label(&mut self, label: &StagingLabel, to: Option<&VersionId>) {
        for labels in self.secret.versions.values_mut() {
            labels.remove(label);
        }
        if let Some(to) = to {
            let labels = self.secret.versions.entry(to.clone()).or_default();
            labels.insert(label.clone());
        }
    }
}
