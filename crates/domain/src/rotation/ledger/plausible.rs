//! A tag is a hint: whoever may tag the user can write it. What could not be true is unreadable.

use time::OffsetDateTime;

use super::KeyLedger;
use crate::{
    aws::{access_key::AccessKeyId, iam::ListedKey},
    timestamp,
};

impl KeyLedger {
    /// The ledger without what could not be true at `now`: a date in the future, and a note that is
    /// older than the key that it is about. The notes on keys that `listed` does not show stay, so
    /// that they are ended.
    #[must_use]
    pub fn plausible(mut self, listed: &[ListedKey], now: OffsetDateTime) -> Self {
        let is_possible = |id: &AccessKeyId, at: OffsetDateTime| {
            let key = listed.iter().find(|key| key.id == *id);
            timestamp::is_possible(at, key.map(|key| key.created_at), now)
        };
        self.creating = self.creating.filter(|creating| {
            timestamp::is_possible(creating.at, None, now) && creating.first_at <= creating.at
        });
        self.pushed = self
            .pushed
            .filter(|pushed| is_possible(&pushed.key, pushed.at));
        self.keys.retain(|id, note| is_possible(id, note.at()));
        self
    }
}

#[cfg(test)]
mod tests {
    use time::{Duration, macros::datetime};

    use super::*;
    use crate::{
        aws::iam::KeyStatus,
        rotation::{KeyStatusNote, LedgerEntry, PendingCreation, Pushed},
        timestamp::SKEW,
    };

    const NOW: OffsetDateTime = datetime!(2026-03-01 12:00 UTC);

    fn key() -> ListedKey {
        ListedKey {
            id: "AKIAIOSFODNN7EXAMPLE".parse().unwrap(),
            status: KeyStatus::Active,
            created_at: NOW - Duration::days(10),
        }
    }

    /// Every note with that date, about [`key`].
    fn ledger(at: OffsetDateTime) -> KeyLedger {
        let id = key().id;
        let mut ledger = KeyLedger {
            creating: Some(PendingCreation {
                first_at: at,
                at,
                version: "0b7e0c52-1111-4c55-9a0e-2f6b3f1f7a01".parse().unwrap(),
                present: Vec::new(),
            }),
            pushed: Some(Pushed {
                key: id.clone(),
                at,
                none_refused: true,
            }),
            ..KeyLedger::default()
        };
        let note = LedgerEntry::Key(id, KeyStatusNote::Moved(at));
        ledger.apply(note, &[key()]);
        ledger
    }

    #[test]
    fn notes_of_a_date_that_is_possible_stay_as_they_are() {
        for at in [key().created_at, NOW, NOW + SKEW] {
            assert_eq!(ledger(at).plausible(&[key()], NOW), ledger(at), "{at}");
        }
    }

    #[test]
    fn a_date_in_the_future_is_unreadable() {
        for at in [NOW + SKEW * 2, datetime!(8999-12-31 23:59:59 UTC)] {
            let read = ledger(at).plausible(&[key()], NOW);
            assert_eq!((read.creating, read.pushed), (None, None), "{at}");
            assert!(read.keys.ids().is_empty(), "{at}");
        }
    }

    #[test]
    fn a_note_that_is_older_than_its_key_is_unreadable() {
        let read = ledger(datetime!(1970-01-01 00:00 UTC)).plausible(&[key()], NOW);
        assert_eq!(read.pushed, None);
        assert!(read.keys.ids().is_empty());
    }

    #[test]
    fn the_note_on_a_key_that_is_gone_stays_to_be_removed() {
        let old = ledger(datetime!(1970-01-01 00:00 UTC));
        assert_eq!(old.clone().plausible(&[], NOW).keys, old.keys);
    }

    #[test]
    fn tries_that_begin_after_they_end_are_unreadable() {
        let mut ledger = ledger(NOW);
        ledger.creating.as_mut().unwrap().first_at = NOW + Duration::SECOND;
        assert_eq!(ledger.plausible(&[key()], NOW).creating, None);
    }
}
