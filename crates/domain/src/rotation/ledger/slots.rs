//! The notes on keys. Each stands in one of two tags, which it shares with no other.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    KeyStatusNote,
    tags::{KEY_TAGS, fields},
};
use crate::aws::{access_key::AccessKeyId, iam::ListedKey};

/// What each of the two tags says of which key. `None` means that it says nothing, or nothing that
/// can be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct KeyNotes([Option<(AccessKeyId, KeyStatusNote)>; 2]);

impl KeyNotes {
    pub(super) fn read(tags: &BTreeMap<String, String>) -> Self {
        Self(KEY_TAGS.map(|tag| {
            let fields = fields(tags, tag);
            let id = fields.get("key")?.parse().ok()?;
            Some((id, KeyStatusNote::read(&fields)?))
        }))
    }

    /// The note on that key. Where both tags are about it, the first counts.
    #[must_use]
    pub fn get(&self, id: &AccessKeyId) -> Option<&KeyStatusNote> {
        self.0[self.slot_of(id)?].as_ref().map(|(_, note)| note)
    }

    /// The keys that have a note.
    #[must_use]
    pub fn ids(&self) -> BTreeSet<&AccessKeyId> {
        self.0.iter().flatten().map(|(id, _)| id).collect()
    }

    /// Those tags that are about one of these keys.
    pub(super) fn about(&self, ids: &[AccessKeyId]) -> impl Iterator<Item = &'static str> {
        let slots = KEY_TAGS.into_iter().zip(&self.0);
        slots.filter_map(|(tag, note)| {
            note.as_ref()
                .filter(|(id, _)| ids.contains(id))
                .map(|_| tag)
        })
    }

    /// The slot that a note on this key takes: the key's own, or one that holds nothing of another
    /// key that the user has. One that is empty comes first, since a key of seconds ago may be
    /// missing from `listed`; one whose tag is missing comes last, since that tag needs room.
    pub(super) fn slot_for(
        &self,
        id: &AccessKeyId,
        listed: &[ListedKey],
        is_missing: impl Fn(&str) -> bool,
    ) -> usize {
        let is_free = |slot: &usize| match &self.0[*slot] {
            None => true,
            Some((noted, _)) => {
                self.slot_of(noted) != Some(*slot) || listed.iter().all(|key| key.id != *noted)
            }
        };
        let cost = |slot: &usize| (is_missing(KEY_TAGS[*slot]), self.0[*slot].is_some());
        let free = || (0..self.0.len()).filter(is_free).min_by_key(cost);
        // A user has two keys at most: only for one that is not listed there may be no slot.
        self.slot_of(id).or_else(free).unwrap_or(0)
    }

    pub(super) fn write(&mut self, slot: usize, id: AccessKeyId, note: KeyStatusNote) {
        self.0[slot] = Some((id, note));
    }

    pub(super) fn retain(&mut self, is_kept: impl Fn(&AccessKeyId, KeyStatusNote) -> bool) {
        for slot in &mut self.0 {
            slot.take_if(|(id, note)| !is_kept(id, *note));
        }
    }

    fn slot_of(&self, id: &AccessKeyId) -> Option<usize> {
        let is_about =
            |slot: &Option<(AccessKeyId, _)>| slot.as_ref().is_some_and(|(noted, _)| noted == id);
        self.0.iter().position(is_about)
    }
}
