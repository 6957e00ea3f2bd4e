//! The facts of a decision: what was seen, and what this attempt has done since.

mod apply;
mod derived;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use time::OffsetDateTime;

use super::{KeyLedger, Owner};
use crate::{
    aws::{
        access_key::AccessKeyId,
        arn::{AccountId, SecretArn},
        iam::ListedKey,
        secret::{SecretDescription, VersionId},
    },
    leaving::Access,
    qovery::{CredentialsId, Organization, RegistryId},
};

/// Everything that a decision needs; no secret in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Facts {
    /// When it was looked at.
    pub observed_at: OffsetDateTime,
    /// The user that the configuration names.
    pub expected_user: ExpectedUser,
    /// The user that is there.
    pub user: Owner,
    /// All keys of the user.
    pub keys: Vec<ListedKey>,
    /// What earlier attempts wrote down.
    pub ledger: KeyLedger,
    /// The secret's versions and labels.
    pub secret: SecretDescription,
    /// The values of the versions that matter.
    pub values: BTreeMap<VersionId, Value>,
    /// When something superseded the user itself, so that none of its keys is in use any more.
    /// `None` means that the user is the stack's present one.
    pub superseded_at: Option<OffsetDateTime>,
    /// The accesses of the stack's superseded roles and users, which registries may still show.
    pub former: Vec<Access>,
    /// The stack's credentials at Qovery. `None` means that nothing is registered.
    pub credentials: Option<CredentialsId>,
    /// What was seen of the organization. `None` means that Qovery could not be asked.
    pub organization: Option<Organization>,
    /// Last uses, as far as they were asked for. A question that failed has no entry.
    pub last_used: BTreeMap<AccessKeyId, Option<OffsetDateTime>>,
    /// Quiet days before a key is deactivated, and again before it is deleted.
    pub grace: Duration,
    /// What this attempt has done so far.
    pub attempt: Attempt,
}

/// The user that the configuration names.
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
    /// Something that is not a key.
    NoKey,
    /// It may not be read, and may be a key: Secrets Manager encrypts only labelled versions anew
    /// when the secret gets another KMS key.
    Unreadable,
    /// A key.
    Key(KeyRef),
}

impl Value {
    /// The key, where there is one.
    #[must_use]
    pub fn key(&self) -> Option<&KeyRef> {
        match self {
            Self::Key(key) => Some(key),
            Self::Empty | Self::NoKey | Self::Unreadable => None,
        }
    }
}

/// A stored key without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyRef {
    /// The key's id.
    pub id: AccessKeyId,
    /// The user that it belongs to.
    pub owner: Owner,
}

/// What this attempt has done so far, which a look at IAM may not show yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Attempt {
    /// The secret can be written.
    pub is_writable: bool,
    /// The creation that follows is noted on the user.
    pub is_recorded: bool,
    /// A key that was made and is not stored yet.
    pub unstored: Option<Unstored>,
    /// Keys that AWS accepted, each with its user as STS names it.
    pub verified: BTreeMap<AccessKeyId, Owner>,
    /// A key was made, could not be stored and is deleted: the attempt ends.
    pub is_given_up: bool,
    /// Keys that were deleted.
    pub deleted: BTreeSet<AccessKeyId>,
    /// Registries that took a key.
    pub moved: BTreeSet<RegistryId>,
    /// Registries that did not take a key, each with the cause.
    pub unmoved: BTreeMap<RegistryId, String>,
    /// Keys that this attempt deactivated. What is inactive otherwise, a person deactivated.
    pub deactivated: BTreeSet<AccessKeyId>,
}

/// A created key whose secret only this attempt has.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Unstored {
    /// The key's id.
    pub id: AccessKeyId,
    /// The version that it is to be stored in.
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
    /// A person, another program or the stack's own retirement deactivated it.
    Inactive,
    /// It was deleted, or IAM should list it by now and does not.
    Deleted,
}

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
