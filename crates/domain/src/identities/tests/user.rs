//! A superseded user.

use super::*;
use crate::{
    aws::iam::KeyStatus,
    rotation::{KeyStatusNote, LedgerEntry, PendingCreation},
    sample::{NEW, OLD, key},
};

fn note() -> SupersededNote {
    SupersededNote {
        secret: Some(sample::secret()),
        ..noted(0, None)
    }
}

fn user(change: impl FnOnce(&mut OwnUser)) -> Identity {
    let mut own = sample::own_user(Some(note()));
    change(&mut own);
    sample::of_user(own)
}

/// All clusters were seen to have moved away from both keys.
fn moved(own: &mut OwnUser) {
    for id in [OLD, NEW] {
        let note = LedgerEntry::Key(key(id), KeyStatusNote::Moved(day(1)));
        own.keys.ledger.apply(note, &own.keys.keys);
    }
}

#[test]
fn its_keys_go_first_the_one_in_awscurrent_too() {
    let seen = organization(day(1));
    let quiet = user(|own| {
        moved(own);
        own.keys.keys.retain(|listed| listed.id == key(NEW));
    });
    let held = step_at(&quiet, &seen, day(7));
    assert_eq!(codes(held), [Code::KeyNotQuiet]);
    assert_eq!(step_at(&quiet, &seen, day(8)), Ok(IdentityStep::RetireKeys));
}

#[test]
fn it_goes_with_its_last_key_and_not_before() {
    let seen = organization(day(1));
    let without = user(|own| own.keys.keys.clear());
    assert_eq!(step_at(&without, &seen, day(1)), Ok(IdentityStep::Remove));
    let inactive = user(|own| {
        for listed in &mut own.keys.keys {
            listed.status = KeyStatus::Inactive;
        }
        for listed in &own.keys.keys {
            let since = KeyStatusNote::Inactive(day(2));
            let note = LedgerEntry::Key(listed.id.clone(), since);
            own.keys.ledger.apply(note, &own.keys.keys);
        }
    });
    let held = step_at(&inactive, &seen, day(8));
    assert_eq!(
        codes(held),
        [Code::KeyInGracePeriod, Code::KeyInGracePeriod]
    );
}

#[test]
fn each_key_that_a_cluster_may_run_on_holds_it() {
    let unmoved = organization(day(0));
    let held = step_at(&user(moved), &unmoved, day(90));
    assert_eq!(codes(held), [Code::KeyMayBeInUse, Code::KeyMayBeInUse]);
}

#[test]
fn a_key_whose_last_use_is_unknown_holds_it() {
    let seen = organization(day(1));
    let unknown = user(|own| {
        moved(own);
        own.keys.last_used.clear();
    });
    let held = step_at(&unknown, &seen, day(90));
    assert_eq!(codes(held), [Code::KeyUseUnknown, Code::KeyUseUnknown]);
}

#[test]
fn a_key_that_this_stack_did_not_make_holds_it() {
    let seen = organization(day(1));
    let with_persons_key = user(|own| {
        own.keys.keys.retain(|listed| listed.id == key(OLD));
        own.keys.values.clear();
    });
    let held = step_at(&with_persons_key, &seen, day(90));
    assert_eq!(codes(held), [Code::IdentityHasAttachments]);
}

/// An update that was broken off between the creation of a key and its storage.
#[test]
fn a_key_that_was_created_for_it_and_never_stored_goes_first() {
    let seen = organization(day(1));
    let broken_off = |present| {
        user(|own| {
            own.keys.keys.retain(|listed| listed.id == key(OLD));
            own.keys.values.clear();
            own.keys.ledger.creating = Some(PendingCreation {
                first_at: day(-90),
                at: day(-90),
                version: sample::version("new"),
                present,
            });
        })
    };
    let orphan = step_at(&broken_off(Vec::new()), &seen, day(1));
    assert_eq!(orphan, Ok(IdentityStep::RetireKeys));
    let older = step_at(&broken_off(vec![key(OLD)]), &seen, day(1));
    assert_eq!(codes(older), [Code::IdentityHasAttachments]);
}

#[test]
fn a_key_of_which_nothing_says_where_it_is_stored_holds_it() {
    let seen = organization(day(1));
    let lost = user(|own| {
        own.secret = None;
        own.keys.values.clear();
        own.keys.ledger.creating = Some(PendingCreation {
            first_at: day(-90),
            at: day(-90),
            version: sample::version("new"),
            present: Vec::new(),
        });
    });
    let held = step_at(&lost, &seen, day(90));
    assert_eq!(codes(held), [Code::IdentityHasAttachments; 2]);
}

/// Without its secret, no key of the user would be known as the stack's again.
#[test]
fn its_secret_stays_noted_when_its_time_begins_anew() {
    let seen = organization(day(1));
    let shown = beside(seen.clone(), linked(THEIRS, sample::shows_key(NEW), &[]));
    let anew = SupersededNote { at: None, ..note() };
    let step = step_at(&user(|_| {}), &shown, day(5));
    assert_eq!(step, Ok(IdentityStep::Note(anew.clone())));
    let begun = step_at(&user(|own| own.note = Some(anew)), &seen, day(5));
    let at = Some(day(5));
    assert_eq!(
        begun,
        Ok(IdentityStep::Note(SupersededNote { at, ..note() }))
    );
}
