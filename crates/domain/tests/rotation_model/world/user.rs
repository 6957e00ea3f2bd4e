//! A user with its keys, its tags and the secret that holds its keys: two keys, creation that is
//! not idempotent, versions that are written once, labels that move by comparison.

use std::collections::BTreeMap;

use domain::{
    aws::{
        access_key::AccessKeyId,
        iam::{KeyStatus, ListedKey},
        secret::{SecretDescription, StagingLabel, VersionId},
    },
    identities::SupersededNote,
    rotation::{KeyLedger, KeyRef, LedgerEntry, Value},
};

use super::{Name, World, version};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct User {
    pub(crate) name: Name,
    pub(crate) keys: Vec<Key>,
    pub(crate) ledger: KeyLedger,
    pub(crate) note: Option<SupersededNote>,
    pub(crate) secret: SecretDescription,
    pub(crate) values: BTreeMap<VersionId, Value>,
    /// Whether its permissions hang on it: without them its keys open nothing.
    pub(crate) is_attached: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) id: AccessKeyId,
    pub(crate) is_active: bool,
    pub(crate) made_at: i64,
    pub(crate) inactive_at: Option<i64>,
    /// A person made it, for a purpose of their own.
    pub(crate) is_persons: bool,
}

impl User {
    /// No key and no value yet.
    pub(crate) fn new(name: Name) -> Self {
        Self {
            name,
            keys: Vec::new(),
            ledger: KeyLedger::default(),
            note: None,
            secret: SecretDescription {
                rotation_enabled: true,
                ..SecretDescription::default()
            },
            values: BTreeMap::new(),
            is_attached: true,
        }
    }

    pub(crate) fn store_first(&mut self, id: &AccessKeyId) {
        let first = version("first");
        self.values.insert(first.clone(), stored(id, self.name));
        self.move_label(&StagingLabel::Current, Some(&first));
    }

    /// Its keys, as IAM lists them.
    pub(crate) fn listed(&self) -> Vec<ListedKey> {
        let keys = self.keys.iter().map(|key| ListedKey {
            id: key.id.clone(),
            status: if key.is_active {
                KeyStatus::Active
            } else {
                KeyStatus::Inactive
            },
            created_at: World::at(key.made_at),
        });
        keys.collect()
    }

    /// Writes a note.
    pub(crate) fn record(&mut self, entry: LedgerEntry) {
        let listed = self.listed();
        self.ledger.apply(entry, &listed);
    }

    pub(crate) fn key(&self, id: &AccessKeyId) -> Option<&Key> {
        self.keys.iter().find(|key| key.id == *id)
    }

    pub(crate) fn is_active(&self, id: &AccessKeyId) -> bool {
        self.key(id).is_some_and(|key| key.is_active)
    }

    pub(crate) fn labelled(&self, label: &StagingLabel) -> Option<&AccessKeyId> {
        let version = self.secret.version_of(label)?;
        Some(&self.values.get(version)?.key()?.id)
    }

    pub(crate) fn current(&self) -> Option<&AccessKeyId> {
        self.labelled(&StagingLabel::Current)
    }

    pub(crate) fn is_stored(&self, id: &AccessKeyId) -> bool {
        let mut stored = self.values.values().filter_map(Value::key);
        stored.any(|key| key.id == *id)
    }

    /// What `RotateSecret` does first.
    pub(crate) fn stage(&mut self, token: &VersionId) {
        self.move_label(&StagingLabel::Pending, Some(token));
    }

    pub(crate) fn move_label(&mut self, label: &StagingLabel, to: Option<&VersionId>) {
        for labels in self.secret.versions.values_mut() {
            labels.remove(label);
        }
        if let Some(to) = to {
            let labels = self.secret.versions.entry(to.clone()).or_default();
            labels.insert(label.clone());
        }
        self.secret.versions.retain(|_, labels| !labels.is_empty());
    }
}

/// The value that holds that key.
pub(crate) fn stored(id: &AccessKeyId, name: Name) -> Value {
    Value::Key(KeyRef {
        id: id.clone(),
        owner: name.owner(),
    })
}
