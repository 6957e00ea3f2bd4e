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
        LedgerEntry::Key(first, KeyStatusNote::Inactive(at)),
        LedgerEntry::Key(id("AKIAI44QH8DHBEXAMPLE"), KeyStatusNote::Reactivated(at)),
        LedgerEntry::Key(id("AKIARETIREDRETIRED01"), KeyStatusNote::Retired(at)),
        LedgerEntry::Key(id("AKIAMOVEDMOVEDMOVED1"), KeyStatusNote::Moved(at)),
    ]
}

#[test]
fn every_entry_reads_back_from_its_tag() {
    let tags: BTreeMap<_, _> = entries().iter().map(LedgerEntry::to_tag).collect();
    let mut expected = KeyLedger::default();
    for entry in entries() {
        expected.apply(entry);
    }
    assert_eq!(KeyLedger::read(&tags), expected);
}

#[test]
fn a_push_whose_tag_is_silent_on_refusals_may_have_met_some() {
    let pushed = Pushed::now(id("AKIAIOSFODNN7EXAMPLE"), datetime!(2026-03-01 12:00 UTC));
    let (key, value) = LedgerEntry::Pushed(pushed.clone()).to_tag();
    assert_eq!(value, "at=2026-03-01T12:00:00Z what=AKIAIOSFODNN7EXAMPLE");
    assert_eq!(KeyLedger::read(&[(key, value)].into()).pushed, Some(pushed));
}

/// Source: IAM API reference, `Tag`.
#[test]
fn every_tag_keeps_within_what_iam_allows() {
    for (key, value) in entries().iter().map(LedgerEntry::to_tag) {
        assert!(key.len() <= 128 && value.len() <= 256, "{key}={value}");
        let clean = |c: char| c.is_ascii_alphanumeric() || " _.:/=+-@".contains(c);
        assert!(key.chars().chain(value.chars()).all(clean), "{key}={value}");
    }
}

#[test]
fn a_tag_that_somebody_changed_counts_as_absent() {
    for value in ["", "at=yesterday", "at=2026-03-01T12:00:00Z", "what=role"] {
        let tags = ["creating", "pushed", "AKIAIOSFODNN7EXAMPLE", "x"]
            .map(|name| (format!("{TAG_PREFIX}{name}"), value.to_owned()));
        let read = KeyLedger::read(&tags.into());
        assert_eq!((read.creating, read.pushed), (None, None), "{value}");
        let notes: Vec<_> = read.keys.into_values().collect();
        assert_eq!(notes, [KeyStatusNote::Unreadable], "{value}");
    }
}
