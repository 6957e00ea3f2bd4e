//! What can be done next, and what doing it changes.

use std::collections::BTreeSet;

use time::OffsetDateTime;

use super::{Entry, Facts, KeyRef, Owner, QoveryFacts, Unstored, Value};
use crate::aws::secret::{StagingLabel, VersionId};
use crate::{
    aws::{
        access_key::AccessKeyId,
        iam::{KeyStatus, ListedKey},
        secret::SecretDescription,
    },
    finding::Finding,
    qovery::CredentialsValues,
};

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// This, and then decide again.
    Action(Action),
    /// Nothing: the goal is reached.
    Done,
    /// Nothing: these stand in the way.
    Refused(Vec<Finding>),
}

/// One change of the world, or one wait.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Action {
    /// Pause until then, and look at everything again.
    Wait(OffsetDateTime),
    /// Write a version that means nothing: what cannot be written must not get a key to hold.
    ProveWritable(VersionId),
    /// `TagUser`
    Record(Entry),
    /// `UntagUser`: what Qovery holds is about to change.
    ForgetPushed,
    /// `CreateAccessKey`, for that version.
    CreateAccessKey(VersionId),
    /// `PutSecretValue` of the key that was made, as `AWSPENDING`.
    StoreKey(VersionId),
    /// `PutSecretValue` of a key that is stored already, as `AWSPENDING` of another version.
    CopyKey {
        /// Where it is.
        from: VersionId,
        /// Where it goes.
        to: VersionId,
    },
    /// `DeleteAccessKey`
    DeleteAccessKey(AccessKeyId),
    /// `UpdateAccessKey`
    UpdateAccessKey(AccessKeyId, KeyStatus),
    /// Ask STS and IAM with the key in that version, until they know it.
    ProveKey(VersionId),
    /// Give Qovery the key in that version and read it back.
    PushKey(VersionId),
    /// Take `AWSPENDING` away from that version.
    DropPending(VersionId),
    /// Move `AWSCURRENT`.
    MoveCurrent {
        /// Where it is; none: nowhere.
        from: Option<VersionId>,
        /// Where it goes.
        to: VersionId,
    },
}

/// What an action brought.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It was done.
    Done,
    /// The key that was made.
    Created(AccessKeyId),
    /// Where the labels are now: the first version of a secret gets `AWSCURRENT` unasked.
    Labelled(SecretDescription),
    /// The key was not stored, and that is certain.
    NotStored,
    /// Whom STS takes the key for.
    Proven(Owner),
    /// What Qovery shows now.
    Shows(CredentialsValues),
}

impl Facts {
    /// The facts after `action` had that outcome, without another look.
    pub fn enter(&mut self, action: &Action, outcome: Outcome) {
        match action {
            Action::Wait(_) => {}
            Action::ProveWritable(_) => {
                self.attempt.is_writable = true;
                if let Outcome::Labelled(secret) = outcome {
                    self.secret = secret;
                }
            }
            Action::Record(entry) => {
                self.attempt.is_recorded |= matches!(entry, Entry::Creating(_));
                self.record.enter(entry.clone());
            }
            Action::ForgetPushed => self.record.pushed = None,
            Action::CreateAccessKey(version) => self.enter_created(version, outcome),
            Action::StoreKey(version) => self.enter_stored(version, &outcome),
            Action::CopyKey { from, to } => {
                let value = self.value(from).clone();
                self.values.insert(to.clone(), value);
                self.move_label(&StagingLabel::Pending, Some(to));
            }
            Action::DeleteAccessKey(id) => self.enter_deleted(id),
            Action::UpdateAccessKey(id, status) => {
                if let Some(key) = self.keys.iter_mut().find(|key| key.id == *id) {
                    key.status = *status;
                }
            }
            Action::ProveKey(version) => self.enter_proven(version, outcome),
            Action::PushKey(_) => self.enter_shown(outcome),
            Action::DropPending(_) => self.move_label(&StagingLabel::Pending, None),
            Action::MoveCurrent { from, to } => {
                if from.as_ref() != Some(to) {
                    self.move_label(&StagingLabel::Previous, from.as_ref());
                }
                self.move_label(&StagingLabel::Current, Some(to));
            }
        }
    }

    fn enter_created(&mut self, version: &VersionId, outcome: Outcome) {
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

    fn enter_stored(&mut self, version: &VersionId, outcome: &Outcome) {
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

    fn enter_deleted(&mut self, id: &AccessKeyId) {
        self.keys.retain(|key| key.id != *id);
        self.attempt.deleted.insert(id.clone());
        self.attempt.proven.remove(id);
        let unstored = &mut self.attempt.unstored;
        let was_unstored = unstored.take_if(|unstored| unstored.id == *id).is_some();
        self.attempt.is_given_up |= was_unstored;
    }

    fn enter_proven(&mut self, version: &VersionId, outcome: Outcome) {
        if let (Value::Key(key), Outcome::Proven(owner)) = (self.value(version).clone(), outcome) {
            self.attempt.proven.insert(key.id, owner);
        }
    }

    fn enter_shown(&mut self, outcome: Outcome) {
        let Outcome::Shows(values) = outcome else {
            return;
        };
        let qovery = self.qovery.get_or_insert_with(|| QoveryFacts {
            ours: None,
            held: BTreeSet::new(),
        });
        if let CredentialsValues::Static(id) = &values {
            qovery.held.extend(id.parse());
        }
        qovery.ours = Some(values);
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
