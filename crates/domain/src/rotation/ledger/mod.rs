//! The ledger of a user's keys: tags on the user, where an operator sees them.
//!
//! A note ends by an empty value, and its tag stays: a user has room for 50 tags, which others may
//! use up meanwhile. A tag that cannot be read counts as absent, and absent always means: touch
//! nothing.

mod key_note;
mod plausible;
mod slots;
mod tags;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    time::Duration,
};

use time::OffsetDateTime;

use crate::{
    aws::{access_key::AccessKeyId, arn::SecretArn, iam::ListedKey, secret::VersionId},
    identities::{SUPERSEDED_TAG, SupersededNote},
    qovery::{CredentialsId, CredentialsValues, Organization},
};

pub use key_note::KeyStatusNote;
pub use slots::KeyNotes;
use tags::fields;
pub use tags::{CREATING_TAG, KEY_TAGS, NOTE_TAGS, PUSHED_TAG};

/// Years in which something of ours can have happened. Arithmetic on dates near the ends of the
/// calendar could overflow.
const YEARS: Range<i32> = 1970..9000;

/// The tags that we write on a user, parsed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct KeyLedger {
    /// The last key creation that was begun.
    pub creating: Option<PendingCreation>,
    /// The last key that Qovery was given.
    pub pushed: Option<Pushed>,
    /// The notes on keys.
    pub keys: KeyNotes,
    /// Those of [`NOTE_TAGS`] that the user does not have.
    pub missing: BTreeSet<&'static str>,
}

/// Written before `CreateAccessKey`: distinguishes a key whose secret was lost from a key that
/// another program or a person created.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PendingCreation {
    /// Time of the first of the attempts in a row.
    pub first_at: OffsetDateTime,
    /// Time of the last one.
    pub at: OffsetDateTime,
    /// Where the key was to be stored.
    pub version: VersionId,
    /// The keys that were there before it.
    pub present: Vec<AccessKeyId>,
}

/// The key that Qovery was given last, and when: what a cluster took before is older.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pushed {
    /// The key.
    pub key: AccessKeyId,
    /// Upper bound of the time of the push: Qovery had the key at the latest at this instant. No
    /// deployment that had begun before the push was under way then.
    pub at: OffsetDateTime,
    /// Whether no cluster that uses the credentials reported `INVALID_CREDENTIALS` then. `false`
    /// means that one did, or that it is not known.
    pub none_refused: bool,
}

impl PendingCreation {
    /// Whether the first attempt that this note stands for began before `observed_at`.
    #[must_use]
    pub fn covers_one_before(&self, observed_at: OffsetDateTime) -> bool {
        self.first_at < observed_at.truncate_to_second()
    }
}

impl Pushed {
    /// The note of a push that has just happened.
    #[must_use]
    pub fn now(key: AccessKeyId, now: OffsetDateTime) -> Self {
        Self {
            key,
            at: not_before(now),
            none_refused: false,
        }
    }

    /// Adds whether a cluster that uses the credentials reports them as invalid.
    #[must_use]
    pub fn seen_with(self, organization: &Organization, id: &CredentialsId) -> Self {
        Self {
            none_refused: organization.none_refuses(id),
            ..self
        }
    }
}

/// One tag to write.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LedgerEntry {
    /// See [`PendingCreation`].
    Creating(PendingCreation),
    /// See [`Pushed`].
    Pushed(Pushed),
    /// See [`KeyStatusNote`].
    Key(AccessKeyId, KeyStatusNote),
}

impl KeyLedger {
    /// Reads the tags of ours among all tags of the user.
    #[must_use]
    pub fn read(tags: &BTreeMap<String, String>) -> Self {
        let mut missing = BTreeSet::from(NOTE_TAGS);
        missing.retain(|tag| !tags.contains_key(*tag));
        Self {
            creating: PendingCreation::read(&fields(tags, CREATING_TAG)),
            pushed: Pushed::read(&fields(tags, PUSHED_TAG)),
            keys: KeyNotes::read(tags),
            missing,
        }
    }

    /// The tag for an entry, key and value. `listed` are the user's keys.
    #[must_use]
    pub fn tag_for(&self, entry: &LedgerEntry, listed: &[ListedKey]) -> (String, String) {
        match entry {
            LedgerEntry::Creating(creating) => creating.to_tag(),
            LedgerEntry::Pushed(pushed) => pushed.to_tag(),
            LedgerEntry::Key(id, note) => {
                let tag = KEY_TAGS[self.slot_for(id, listed)];
                (tag.to_owned(), format!("key={id} {}", note.to_value()))
            }
        }
    }

    /// The tags to write before `CreateAccessKey`: the note of the creation, and an empty one for each
    /// tag that is missing, so that every later note finds its tag there.
    #[must_use]
    pub fn tags_before(
        &self,
        creating: &PendingCreation,
        secret: &SecretArn,
    ) -> BTreeMap<String, String> {
        let mut tags = tags::emptied(self.missing.iter().copied());
        if self.missing.contains(SUPERSEDED_TAG) {
            tags.extend(SupersededNote::naming(secret).to_tag());
        }
        tags.extend([creating.to_tag()]);
        tags
    }

    /// The tag that ends the note of a creation.
    #[must_use]
    pub fn tag_without_creation() -> BTreeMap<String, String> {
        tags::emptied([CREATING_TAG])
    }

    /// The tag that ends the note of the last push.
    #[must_use]
    pub fn tag_without_push() -> BTreeMap<String, String> {
        tags::emptied([PUSHED_TAG])
    }

    /// The tags that end the notes on these keys.
    #[must_use]
    pub fn tags_without(&self, ids: &[AccessKeyId]) -> BTreeMap<String, String> {
        tags::emptied(self.keys.about(ids))
    }

    /// Whether the note of the last push has to end before Qovery, which shows `shown`, gets `key`:
    /// no note is older than the write that it stands for. Where Qovery shows the key already, at
    /// most the name changes.
    #[must_use]
    pub fn must_forget_push(&self, shown: Option<&CredentialsValues>, key: &AccessKeyId) -> bool {
        let shown = shown.and_then(CredentialsValues::key_id);
        self.pushed.is_some() && shown.as_ref() != Some(key)
    }

    /// The ledger after the notes on these keys have ended.
    pub fn forget(&mut self, ids: &[AccessKeyId]) {
        self.keys.retain(|id, _| !ids.contains(id));
    }

    /// The ledger after that entry was written on a user with the keys `listed`.
    pub fn apply(&mut self, entry: LedgerEntry, listed: &[ListedKey]) {
        let tag = match entry {
            LedgerEntry::Creating(creating) => {
                self.creating = Some(creating);
                CREATING_TAG
            }
            LedgerEntry::Pushed(pushed) => {
                self.pushed = Some(pushed);
                PUSHED_TAG
            }
            LedgerEntry::Key(id, note) => {
                let slot = self.slot_for(&id, listed);
                self.keys.write(slot, id, note);
                KEY_TAGS[slot]
            }
        };
        self.missing.remove(tag);
    }

    /// The ledger after [`Self::tags_before`] were written.
    pub fn prepare(&mut self, creating: PendingCreation) {
        self.creating = Some(creating);
        self.missing.clear();
    }

    fn slot_for(&self, id: &AccessKeyId, listed: &[ListedKey]) -> usize {
        let is_missing = |tag: &str| self.missing.contains(tag);
        self.keys.slot_for(id, listed, is_missing)
    }
}

/// The next whole second: what is written down must not be older than what it is about.
#[must_use]
pub fn not_before(now: OffsetDateTime) -> OffsetDateTime {
    let second = now.truncate_to_second();
    if second == now {
        now
    } else {
        second + Duration::from_secs(1)
    }
}

#[cfg(test)]
mod tests;
