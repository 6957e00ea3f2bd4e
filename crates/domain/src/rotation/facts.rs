//! What was seen of the world, and what this attempt has done since.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use time::OffsetDateTime;

use super::{Owner, Record};
use crate::aws::secret::{StagingLabel, VersionId};
use crate::{
    aws::{
        access_key::AccessKeyId,
        arn::{AccountId, SecretArn},
        iam::{KeyStatus, ListedKey},
        secret::SecretDescription,
    },
    qovery::CredentialsValues,
};

/// Everything that a decision needs; no secret in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Facts {
    /// When it was looked at.
    pub observed_at: OffsetDateTime,
    /// Which user is expected_user: name and account, as configured.
    pub expected_user: ExpectedUser,
    /// The user that is there.
    pub user: Owner,
    /// All keys of the user.
    pub keys: Vec<ListedKey>,
    /// What earlier attempts wrote down.
    pub record: Record,
    /// The secret's versions and labels.
    pub secret: SecretDescription,
    /// The values of the versions that matter.
    pub values: BTreeMap<VersionId, Value>,
    /// What Qovery has; none: not known.
    pub qovery: Option<QoveryFacts>,
    /// Last uses, as far as they were asked for; a failed question is no entry.
    pub last_used: BTreeMap<AccessKeyId, Option<OffsetDateTime>>,
    /// Quiet days before a key is deactivated, and again before it is deleted.
    pub grace: Duration,
    /// What this attempt has done so far.
    pub attempt: Attempt,
}

/// Which user is expected_user.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ExpectedUser {
    /// Its name.
    pub user_name: String,
    /// Its account: the secret's own.
    pub account_id: AccountId,
}

/// What a version holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// Nothing: the version is new or is not there.
    Empty,
    /// Something that is no key.
    NoKey,
    /// A key.
    Key(KeyRef),
}

impl Value {
    /// The key, where there is one.
    #[must_use]
    pub fn key(&self) -> Option<&KeyRef> {
        match self {
            Self::Key(key) => Some(key),
            Self::Empty | Self::NoKey => None,
        }
    }
}

/// A stored key without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyRef {
    /// Which one.
    pub id: AccessKeyId,
    /// Whose.
    pub owner: Owner,
}

/// What Qovery has.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct QoveryFacts {
    /// What the stack's credentials hold; none: they are not there.
    pub ours: Option<CredentialsValues>,
    /// The keys that any credentials of the organization hold.
    pub held: BTreeSet<AccessKeyId>,
}

/// What this attempt has done so far, which a look at IAM may not show yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Attempt {
    /// The secret can be written.
    pub is_writable: bool,
    /// The key ids are written down.
    pub is_recorded: bool,
    /// A key that was made and is not stored yet.
    pub unstored: Option<Unstored>,
    /// Keys that answered, and whom STS took them for.
    pub proven: BTreeMap<AccessKeyId, Owner>,
    /// A key was made, could not be stored and is deleted: the attempt ends.
    pub is_given_up: bool,
    /// Keys that were deleted.
    pub deleted: BTreeSet<AccessKeyId>,
}

/// A key whose secret is in nobody's hands but this attempt's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Unstored {
    /// Which one.
    pub id: AccessKeyId,
    /// Where it belongs.
    pub version: VersionId,
    /// Whether storing it was refused.
    pub is_refused: bool,
}

/// Whether AWS accepts a stored key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// AWS accepts it.
    Active,
    /// IAM does not list it. It may be too new to be listed.
    NotVisibleYet,
    /// A person or another program deactivated it.
    Inactive,
    /// A person or another program deleted it.
    Deleted,
}

/// IAM shows a new key within seconds; a key that it does not show after this is deleted.
const SETTLES_WITHIN: Duration = Duration::from_mins(2);

impl ExpectedUser {
    /// The user of that name in the secret's account.
    #[must_use]
    pub fn for_secret(user_name: &str, secret: &SecretArn) -> Self {
        Self {
            user_name: user_name.to_owned(),
            account_id: secret.account().clone(),
        }
    }
}

impl Facts {
    /// What that version holds.
    #[must_use]
    pub fn value(&self, version: &VersionId) -> &Value {
        self.values.get(version).unwrap_or(&Value::Empty)
    }

    /// The key in the version with that label.
    #[must_use]
    pub fn labelled(&self, label: &StagingLabel) -> Option<(&VersionId, &KeyRef)> {
        let version = self.secret.version_of(label)?;
        match self.value(version) {
            Value::Key(key) => Some((version, key)),
            Value::Empty | Value::NoKey => None,
        }
    }

    /// The key in `AWSCURRENT`.
    #[must_use]
    pub fn current(&self) -> Option<(&VersionId, &KeyRef)> {
        self.labelled(&StagingLabel::Current)
    }

    /// The key where the last one was to be stored, whatever labels are left there.
    #[must_use]
    pub fn recorded(&self) -> Option<(&VersionId, &KeyRef)> {
        let version = &self.record.creating.as_ref()?.version;
        match self.value(version) {
            Value::Key(key) => Some((version, key)),
            Value::Empty | Value::NoKey => None,
        }
    }

    /// The key as IAM lists it.
    #[must_use]
    pub fn listed(&self, id: &AccessKeyId) -> Option<&ListedKey> {
        self.keys.iter().find(|key| key.id == *id)
    }

    /// Whether that key can be used.
    #[must_use]
    pub fn key_state(&self, id: &AccessKeyId) -> KeyState {
        match self.listed(id).map(|key| key.status) {
            Some(KeyStatus::Active) => KeyState::Active,
            Some(KeyStatus::Inactive) => KeyState::Inactive,
            None if self.attempt.proven.contains_key(id) => KeyState::Active,
            None if self.attempt.deleted.contains(id) || self.is_settled() => KeyState::Deleted,
            None => KeyState::NotVisibleYet,
        }
    }

    /// Whether that key is known to be usable.
    #[must_use]
    pub fn is_active(&self, id: &AccessKeyId) -> bool {
        self.key_state(id) == KeyState::Active
    }

    fn is_settled(&self) -> bool {
        self.record
            .creating
            .as_ref()
            .is_none_or(|creating| self.observed_at - creating.at > SETTLES_WITHIN)
    }

    /// Whether the secret holds that key: this stack made it.
    #[must_use]
    pub fn is_stored(&self, id: &AccessKeyId) -> bool {
        self.values
            .values()
            .any(|value| matches!(value, Value::Key(key) if key.id == *id))
    }

    /// Whether Qovery holds that key, or may hold it.
    #[must_use]
    pub fn may_be_used_at_qovery(&self, id: &AccessKeyId) -> bool {
        self.qovery
            .as_ref()
            .is_none_or(|qovery| qovery.held.contains(id))
    }

    /// Whether the stack's credentials hold that key.
    #[must_use]
    pub fn is_registered(&self, id: &AccessKeyId) -> bool {
        let ours = self.qovery.as_ref().and_then(|qovery| qovery.ours.as_ref());
        matches!(ours, Some(CredentialsValues::Static(shown)) if shown == id.as_str())
    }
}
