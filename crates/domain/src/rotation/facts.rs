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
        arn::{AccountId, ArnError, SecretArn},
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
    /// Which user is meant: name and account, as configured.
    pub meant: Meant,
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

/// Which user is meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Meant {
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

/// Whether a stored key can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// It can.
    Active,
    /// IAM does not show it, and may only be late.
    Unseen,
    /// Somebody deactivated it.
    Inactive,
    /// Somebody deleted it.
    Gone,
}

/// IAM shows a new key within seconds; a key that it does not show after this is deleted.
const SETTLES_WITHIN: Duration = Duration::from_mins(2);

impl Meant {
    /// The user of that name in the secret's account.
    pub fn of(user_name: &str, secret: &SecretArn) -> Result<Self, ArnError> {
        let account = secret.as_str().split(':').nth(4).unwrap_or_default();
        Ok(Self {
            user_name: user_name.to_owned(),
            account_id: account.parse()?,
        })
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
    pub fn life(&self, id: &AccessKeyId) -> Life {
        match self.listed(id).map(|key| key.status) {
            Some(KeyStatus::Active) => Life::Active,
            Some(KeyStatus::Inactive) => Life::Inactive,
            None if self.attempt.proven.contains_key(id) => Life::Active,
            None if self.attempt.deleted.contains(id) || self.is_settled() => Life::Gone,
            None => Life::Unseen,
        }
    }

    /// Whether that key is known to be usable.
    #[must_use]
    pub fn is_active(&self, id: &AccessKeyId) -> bool {
        self.life(id) == Life::Active
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
    pub fn may_be_held(&self, id: &AccessKeyId) -> bool {
        self.qovery
            .as_ref()
            .is_none_or(|qovery| qovery.held.contains(id))
    }

    /// Whether the stack's credentials hold that key.
    #[must_use]
    pub fn is_shown(&self, id: &AccessKeyId) -> bool {
        let ours = self.qovery.as_ref().and_then(|qovery| qovery.ours.as_ref());
        matches!(ours, Some(CredentialsValues::Static(shown)) if shown == id.as_str())
    }
}
