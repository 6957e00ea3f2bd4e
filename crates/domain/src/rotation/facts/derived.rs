//! What follows from the facts.

use std::{collections::BTreeMap, time::Duration};

use time::OffsetDateTime;

use super::{Attempt, ExpectedUser, Facts, KeyRef, KeyState, Value};
use crate::{
    aws::{
        access_key::AccessKeyId,
        iam::{KeyStatus, ListedKey, User},
        secret::{SecretDescription, StagingLabel, VersionId},
    },
    finding::Finding,
    leaving::{self, Access},
    qovery::{CredentialsValues, LinkedCredentials, Registry},
    registries,
    rotation::{KeyLedger, Next, Owner},
};

/// IAM shows a new key within seconds; a key that it does not show after this is deleted.
const SETTLES_WITHIN: Duration = Duration::from_mins(2);

impl Facts {
    /// The facts about a user whose secret nothing names: none of its keys is the stack's.
    #[must_use]
    pub fn without_secret(
        user: &User,
        keys: Vec<ListedKey>,
        grace: Duration,
        now: OffsetDateTime,
    ) -> Self {
        let owner = Owner::of(user);
        Self {
            observed_at: now,
            expected_user: ExpectedUser {
                user_name: owner.user_name.clone(),
                account_id: owner.account_id.clone(),
            },
            user: owner,
            ledger: KeyLedger::read(&user.tags).plausible(&keys, now),
            keys,
            secret: SecretDescription::default(),
            values: BTreeMap::new(),
            superseded_at: None,
            former: Vec::new(),
            credentials: None,
            organization: None,
            last_used: BTreeMap::new(),
            grace,
            attempt: Attempt::default(),
        }
    }

    /// What that version holds.
    #[must_use]
    pub fn value(&self, version: &VersionId) -> &Value {
        self.values.get(version).unwrap_or(&Value::Empty)
    }

    /// The key in the version with that label.
    #[must_use]
    pub fn labelled(&self, label: &StagingLabel) -> Option<(&VersionId, &KeyRef)> {
        let version = self.secret.version_of(label)?;
        Some((version, self.value(version).key()?))
    }

    /// Whether the version with that label holds that key.
    pub(crate) fn carries(&self, label: &StagingLabel, id: &AccessKeyId) -> bool {
        self.labelled(label).is_some_and(|(_, held)| held.id == *id)
    }

    /// The key in `AWSCURRENT`.
    #[must_use]
    pub fn current(&self) -> Option<(&VersionId, &KeyRef)> {
        self.labelled(&StagingLabel::Current)
    }

    /// The key in the secret version that the last `CreateAccessKey` was to fill, whatever labels it
    /// has now.
    #[must_use]
    pub fn recorded(&self) -> Option<(&VersionId, &KeyRef)> {
        let version = &self.ledger.creating.as_ref()?.version;
        Some((version, self.value(version).key()?))
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
            None if self.attempt.verified.contains_key(id) => KeyState::Active,
            None if self.attempt.deleted.contains(id) || self.is_visible_by_now() => {
                KeyState::Deleted
            }
            None => KeyState::NotVisibleYet,
        }
    }

    /// Whether that key is known to be usable.
    #[must_use]
    pub fn is_active(&self, id: &AccessKeyId) -> bool {
        self.key_state(id) == KeyState::Active
    }

    fn is_visible_by_now(&self) -> bool {
        self.ledger
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

    /// Whether a user of the stack is known to have, or to have had, that key.
    #[must_use]
    pub fn has_key(&self, id: &AccessKeyId) -> bool {
        let former = Access::Key(id.clone());
        self.is_stored(id) || self.listed(id).is_some() || self.former.contains(&former)
    }

    /// Whether credentials or registries of the organization show that key, or may show it.
    #[must_use]
    pub fn may_be_used_at_qovery(&self, id: &AccessKeyId) -> bool {
        let access = Access::Key(id.clone());
        let organization = self.organization.as_ref();
        organization.is_none_or(|seen| !leaving::held_by_copies(&access, seen).is_empty())
    }

    /// The stack's credentials with the clusters that use them.
    #[must_use]
    pub fn linked(&self) -> Option<&LinkedCredentials> {
        let organization = self.organization.as_ref()?;
        organization.find(self.credentials.as_ref()?)
    }

    /// The registries that show another access of this stack than that key.
    pub fn outdated_registries(&self, id: &AccessKeyId) -> impl Iterator<Item = &Registry> {
        let is_ours = move |values: &CredentialsValues| {
            let key = values.key_id().filter(|key| key != id);
            key.is_some_and(|key| self.is_stored(&key))
                || registries::are_one_of(&self.former, values)
        };
        let seen = self.organization.iter();
        seen.flat_map(move |seen| registries::outdated(seen, is_ours))
    }

    /// Whether a registry is to get that key, and has not refused it in this attempt.
    #[must_use]
    pub fn has_outdated_registry(&self, id: &AccessKeyId) -> bool {
        let mut outdated = self.outdated_registries(id);
        outdated.any(|registry| !self.attempt.unmoved.contains_key(&registry.id))
    }

    /// A finding for each registry that did not take a key in this attempt.
    #[must_use]
    pub fn unmoved_registries(&self) -> Vec<Finding> {
        let registries = self.organization.iter().flat_map(|seen| &seen.registries);
        let entries = registries.flat_map(|registries| &registries.entries);
        entries
            .filter_map(|registry| {
                let cause = self.attempt.unmoved.get(&registry.id)?;
                Some(registries::unmoved(&registry.name, cause))
            })
            .collect()
    }

    /// What the stack's credentials show.
    #[must_use]
    pub fn registered(&self) -> Option<&CredentialsValues> {
        let organization = self.organization.as_ref()?;
        organization.values_of(self.credentials.as_ref()?)
    }

    /// Whether the stack's credentials show that key.
    #[must_use]
    pub fn is_registered(&self, id: &AccessKeyId) -> bool {
        matches!(self.registered(), Some(CredentialsValues::Static(shown)) if shown == id.as_str())
    }

    /// Whether the stack's credentials show a key of this user. A rotation replaces such a key and
    /// nothing else: what a person, or a switch of methods, has put there is the reconciliation's to
    /// judge. Credentials that are gone are refused later.
    #[must_use]
    pub fn shows_a_key_of_the_user(&self) -> bool {
        match self.registered() {
            None => true,
            Some(shown) => shown
                .key_id()
                .is_some_and(|id| self.is_stored(&id) || self.listed(&id).is_some()),
        }
    }

    /// Whether that decision may be another one once the state of the clusters is read, which it has
    /// not been: a refusal says what holds a key, and the note of a push waits for clusters at rest.
    #[must_use]
    pub fn rests_on_statuses(&self, decided: &Next) -> bool {
        let organization = self.organization.as_ref();
        let is_unread = organization.is_some_and(|seen| seen.clusters.is_none());
        let noted = self.ledger.pushed.as_ref().map(|pushed| &pushed.key);
        is_unread
            && match decided {
                Next::Action(_) => false,
                Next::Refused(_) => true,
                Next::Done => !noted.is_some_and(|key| self.is_registered(key)),
            }
    }
}
