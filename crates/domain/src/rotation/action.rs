//! Actions and their outcomes.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::{LedgerEntry, Owner, PendingCreation};
use crate::{
    aws::{access_key::AccessKeyId, iam::KeyStatus, secret::VersionId},
    finding::Finding,
    qovery::{Organization, Registry, RegistryId},
};

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Execute this action, then decide again.
    Action(Action),
    /// The goal is reached.
    Done,
    /// The goal cannot be reached now, for these reasons.
    Refused(Vec<Finding>),
}

/// One change of the world, or one wait.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Action {
    /// Pause until then, and look at everything again.
    Wait(OffsetDateTime),
    /// Write a placeholder version, which proves that the secret can be written, and note the
    /// creation that follows, side by side: neither creates a key. The user gets all its tags.
    Prepare(PendingCreation),
    /// `TagUser`
    Record(LedgerEntry),
    /// `TagUser` with an empty value: what Qovery holds is about to change.
    ForgetPushed,
    /// `TagUser` with empty values: these keys are gone, and the notes on them end.
    ForgetKeys(Vec<AccessKeyId>),
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
    /// Verify the key in that version: ask STS and IAM with it, until they know it.
    VerifyKey(VersionId),
    /// Give Qovery the key in that version and read it back.
    PushKey(VersionId),
    /// Give the registries that show another access of the stack the key in that version.
    PushToRegistries(VersionId),
    /// Take `AWSPENDING` away from that version.
    DropPending(VersionId),
    /// Move `AWSCURRENT`.
    MoveCurrent {
        /// The version that has it. `None` means none.
        from: Option<VersionId>,
        /// Where it goes.
        to: VersionId,
    },
}

/// The outcome of an action.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It was done.
    Done,
    /// The key that was made.
    Created(AccessKeyId),
    /// The key was not stored, and that is certain.
    NotStored,
    /// The key's user, as STS names it.
    Verified(Owner),
    /// What was seen of the organization after the push.
    Shows(Box<Organization>),
    /// What the registries show after the push, and those that did not take the key, each with the
    /// cause.
    RegistriesShow(Vec<Registry>, BTreeMap<RegistryId, String>),
}

impl Action {
    /// Whether it changes anything for others. A look, a verification and a wait do not.
    #[must_use]
    pub fn is_change(&self) -> bool {
        !matches!(self, Self::Wait(_) | Self::VerifyKey(_))
    }
}
