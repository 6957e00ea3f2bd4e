//! Tags are written and read as IAM allows them.

use time::macros::datetime;

use super::*;

fn id(text: &str) -> AccessKeyId {
    text.parse().unwrap()
}

fn entries() -> Vec<LedgerEntry> {
    let at = datetime!(2026-03-01 12:00 UTC);
    let first = id("AKIAIOSFODNN7EXAMPLE");
    let longest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    vec![
        LedgerEntry::Creating(PendingCreation {
            first_at: at,
            at,
            version: longest.parse().unwrap(),
            present: vec![first.clone(), id("AKIAI44QH8DHBEXAMPLE")],
        }),
        LedgerEntry::Pushed(Pushed {
            key: first.clone(),
            at,
            none_refused: true,
        }),
        LedgerEntry::Key(first.clone(), KeyStatusNote::Inactive(at)),
        LedgerEntry::Key(first.clone(), KeyStatusNote::Reactivated(at)),
        LedgerEntry::Key(first.clone(), KeyStatusNote::Retired(at)),
        LedgerEntry::Key(first, KeyStatusNote::Moved(at)),
    ]
}

#[test]
fn every_entry_reads_back_from_its_tag() {
    for entry in entries() {
        let mut expected = KeyLedger::read(&BTreeMap::new());
        let tag = expected.tag_for(&entry, &[]);
        expected.apply(entry, &[]);
        assert_eq!(KeyLedger::read(&[tag].into()), expected);
    }
}

#[test]
fn a_push_whose_tag_is_silent_on_refusals_may_have_met_some() {
    let pushed = Pushed::now(id("AKIAIOSFODNN7EXAMPLE"), datetime!(2026-03-01 12:00 UTC));
    let (key, value) = pushed.to_tag();
    assert_eq!(value, "at=2026-03-01T12:00:00Z what=AKIAIOSFODNN7EXAMPLE");
    assert_eq!(KeyLedger::read(&[(key, value)].into()).pushed, Some(pushed));
}

/// Source: IAM API reference, `Tag`.
#[test]
fn every_tag_keeps_within_what_iam_allows() {
    for entry in entries() {
        let (key, value) = KeyLedger::default().tag_for(&entry, &[]);
        assert!(key.len() <= 128 && value.len() <= 256, "{key}={value}");
        let clean = |c: char| c.is_ascii_alphanumeric() || " _.:/=+-@".contains(c);
        assert!(key.chars().chain(value.chars()).all(clean), "{key}={value}");
    }
}

#[test]
fn a_tag_that_is_empty_or_that_somebody_changed_counts_as_absent() {
    for value in [
        "",
        "at=yesterday",
        "at=2026-03-01T12:00:00Z",
        "what=role",
        "key=AKIAIOSFODNN7EXAMPLE",
        "key=AKIAIOSFODNN7EXAMPLE moved=yesterday",
        "key=? moved=2026-03-01T12:00:00Z",
        "moved=2026-03-01T12:00:00Z",
    ] {
        let tags = NOTE_TAGS.map(|tag| (tag.to_owned(), value.to_owned()));
        let read = KeyLedger::read(&tags.into());
        assert_eq!(read, KeyLedger::default(), "{value}");
    }
}

/// From then on every note of ours overwrites a tag that is there, and needs no room.
#[test]
fn before_a_key_is_created_the_user_gets_each_tag_that_it_lacks_and_loses_no_note() {
    let secret = "arn:aws:secretsmanager:eu-west-3:123456789012:secret:QoveryKey-AbCdEf";
    let secret = secret.parse().unwrap();
    let entries = entries();
    let [LedgerEntry::Creating(creating), pushed, ..] = &entries[..] else {
        panic!("the first is a creation");
    };
    let all = BTreeMap::from(NOTE_TAGS.map(|tag| (tag.to_owned(), "others".to_owned())));
    for missing in 0..1 << NOTE_TAGS.len() {
        let is_there = |tag: &str| {
            let place = NOTE_TAGS.iter().position(|known| *known == tag);
            missing & (1 << place.unwrap()) == 0
        };
        let mut tags = all.clone();
        tags.extend([KeyLedger::default().tag_for(pushed, &[])]);
        tags.retain(|tag, _| is_there(tag));
        let mut ledger = KeyLedger::read(&tags);
        let written = ledger.tags_before(creating, &secret);
        let mut now = tags.clone();
        now.extend(written.clone());
        ledger.prepare(creating.clone());
        assert_eq!(KeyLedger::read(&now), ledger);
        assert!(ledger.missing.is_empty());
        for tag in written.keys().filter(|tag| *tag != CREATING_TAG) {
            assert!(!is_there(tag), "{tag} was there");
        }
        if !is_there(SUPERSEDED_TAG) {
            let named = SupersededNote::read(&now).and_then(|note| note.secret);
            assert_eq!(named.as_ref(), Some(&secret));
        }
    }
}

mod slots {
    //! Notes on keys, whatever stands in their two tags.

    use proptest::{prelude::*, sample::select};

    use super::*;
    use crate::aws::iam::KeyStatus;

    const NOW: OffsetDateTime = datetime!(2026-03-01 12:00 UTC);
    const CREATED: OffsetDateTime = datetime!(2026-02-01 12:00 UTC);
    const IDS: [&str; 4] = [
        "AKIAFIRSTFIRSTFIRST1",
        "AKIASECONDSECONDSEC2",
        "AKIATHIRDTHIRDTHIRD3",
        "AKIAFOURTHFOURTHFOU4",
    ];

    fn any_id() -> impl Strategy<Value = AccessKeyId> {
        select(&IDS).prop_map(id)
    }

    fn any_note() -> impl Strategy<Value = KeyStatusNote> {
        let at = select(vec![CREATED, datetime!(2026-02-15 12:00 UTC), NOW]);
        let of = select(vec![
            KeyStatusNote::Inactive,
            KeyStatusNote::Retired,
            KeyStatusNote::Reactivated,
            KeyStatusNote::Moved,
        ]);
        (at, of).prop_map(|(at, of)| of(at))
    }

    /// What may stand in a tag. `None` means that the tag is not there.
    fn any_value() -> impl Strategy<Value = Option<String>> {
        let note = any_note().prop_map(KeyStatusNote::to_value);
        let forged = select(vec![
            "",
            "moved=1970-01-01T00:00:00Z",
            "inactive=9999-12-31T23:59:59Z",
            "by=stack",
        ]);
        let of_key = prop_oneof![3 => note, 1 => forged.prop_map(str::to_owned)];
        let of_key = (any_id(), of_key).prop_map(|(id, note)| Some(format!("key={id} {note}")));
        let other = select(vec![None, Some(""), Some("moved=2026-02-15T12:00:00Z")]);
        prop_oneof![2 => of_key, 1 => other.prop_map(|value| value.map(str::to_owned))]
    }

    fn any_tags() -> impl Strategy<Value = BTreeMap<String, String>> {
        (any_value(), any_value()).prop_map(|(first, second)| {
            let tags = KEY_TAGS.into_iter().zip([first, second]);
            tags.filter_map(|(tag, value)| Some((tag.to_owned(), value?)))
                .collect()
        })
    }

    /// The user's two keys.
    fn any_keys() -> impl Strategy<Value = [ListedKey; 2]> {
        let two = proptest::sample::subsequence(IDS.to_vec(), 2).prop_shuffle();
        two.prop_map(|ids| {
            [ids[0], ids[1]].map(|text| ListedKey {
                id: id(text),
                status: KeyStatus::Active,
                created_at: CREATED,
            })
        })
    }

    fn read(tags: &BTreeMap<String, String>, keys: &[ListedKey]) -> KeyLedger {
        KeyLedger::read(tags).plausible(keys, NOW)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..<_>::default() })]

        #[test]
        fn a_note_that_was_written_is_read_and_the_note_on_the_other_key_stays(
            tags in any_tags(), keys in any_keys(), note in any_note(),
        ) {
            let mut ledger = read(&tags, &keys);
            let before = ledger.clone();
            let [own, other] = &keys;
            let entry = LedgerEntry::Key(own.id.clone(), note);
            let mut now = tags.clone();
            now.extend([ledger.tag_for(&entry, &keys)]);
            ledger.apply(entry, &keys);
            prop_assert_eq!(&read(&now, &keys), &ledger);
            prop_assert_eq!(ledger.keys.get(&own.id), Some(&note));
            prop_assert_eq!(ledger.keys.get(&other.id), before.keys.get(&other.id));
        }

        /// Each tag that is there has room for a note, but for one that the other key has.
        #[test]
        fn a_note_takes_a_missing_tag_only_where_the_other_key_has_the_one_that_is_there(
            tags in any_tags(), keys in any_keys(), note in any_note(),
        ) {
            let ledger = read(&tags, &keys);
            let [own, other] = &keys;
            let (tag, _) = ledger.tag_for(&LedgerEntry::Key(own.id.clone(), note), &keys);
            let of_other = ledger.keys.about(std::slice::from_ref(&other.id)).count();
            let is_needed = of_other == tags.len();
            prop_assert!(tags.contains_key(&tag) || is_needed, "{tag}");
        }

        #[test]
        fn notes_on_keys_that_are_gone_end_and_no_others(tags in any_tags(), keys in any_keys()) {
            let mut ledger = read(&tags, &keys);
            let gone: Vec<AccessKeyId> = ledger.keys.ids().into_iter().cloned().collect();
            let is_listed = |id: &AccessKeyId| keys.iter().any(|key| key.id == *id);
            let gone: Vec<AccessKeyId> = gone.into_iter().filter(|id| !is_listed(id)).collect();
            let mut now = tags.clone();
            now.extend(ledger.tags_without(&gone));
            prop_assert!(now.keys().eq(tags.keys()));
            ledger.forget(&gone);
            prop_assert_eq!(&read(&now, &keys), &ledger);
            prop_assert!(ledger.keys.ids().into_iter().all(is_listed));
        }

        /// Both looked before either wrote. A note that is lost is absent, which only delays.
        #[test]
        fn two_who_write_at_once_lose_a_note_at_most_and_never_give_a_key_the_other_s(
            tags in any_tags(), keys in any_keys(), notes in [any_note(), any_note()],
        ) {
            let before = read(&tags, &keys);
            let mut now = tags.clone();
            for (key, note) in keys.iter().zip(notes) {
                now.extend([before.tag_for(&LedgerEntry::Key(key.id.clone(), note), &keys)]);
            }
            let after = read(&now, &keys);
            prop_assert_eq!(after.keys.get(&keys[1].id), Some(&notes[1]));
            let of_first = after.keys.get(&keys[0].id);
            prop_assert!(of_first.is_none_or(|note| *note == notes[0]));
        }
    }
}
