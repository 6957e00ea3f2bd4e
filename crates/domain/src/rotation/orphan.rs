//! A key that a crash left: created for this stack, and its secret is lost.

use std::time::Duration;

use time::OffsetDateTime;

use super::{
    Action, Facts, KeyStatusNote, Next, PendingCreation, Value,
    moves::{note_key, pace},
    refusal,
};
use crate::{
    aws::iam::{KeyStatus, ListedKey},
    finding::Finding,
};

/// How far AWS's clock may be from ours.
const SKEW: Duration = Duration::from_secs(5);

/// Done, once nothing can be done about what a crash left.
pub(super) fn done_after_cleanup(facts: &Facts, now: OffsetDateTime) -> Next {
    next_step(facts, now).map_or(Next::Done, Next::Action)
}

/// The next step towards the end of a lost key. `None`: there is none, or it is in its grace period.
pub(super) fn next_step(facts: &Facts, now: OffsetDateTime) -> Option<Action> {
    let mut keys = facts.keys.iter();
    keys.find_map(|key| end(key, facts, now)?.ok())
}

/// The next step towards the end of that key, or what it waits for. `None`: it is not known to be
/// lost.
///
/// A person may have made it in the very seconds of the creation: it is deactivated, which a person
/// can undo, and deleted only after the grace period.
pub(super) fn end(
    key: &ListedKey,
    facts: &Facts,
    now: OffsetDateTime,
) -> Option<Result<Action, Finding>> {
    let lost_at = lost_at(key, facts)?;
    let id = key.id.clone();
    Some(match (key.status, facts.ledger.keys.get(&id)) {
        (_, Some(KeyStatusNote::Inactive(since))) if now - *since >= facts.grace => {
            Ok(Action::DeleteAccessKey(id))
        }
        (_, Some(KeyStatusNote::Inactive(since))) => Err(refusal::lost(&id, *since + facts.grace)),
        _ if facts.observed_at < lost_at => Ok(Action::Wait(lost_at)),
        (KeyStatus::Active, _) => Ok(Action::UpdateAccessKey(id, KeyStatus::Inactive)),
        (KeyStatus::Inactive, _) => Ok(note_key(&id, KeyStatusNote::Inactive, now)),
    })
}

/// From when on no attempt can store the key. `None`: it is not known to be one of ours, or it may
/// be in use. One that a person activated again is theirs.
pub(super) fn lost_at(key: &ListedKey, facts: &Facts) -> Option<OffsetDateTime> {
    let is_unused = !facts.is_stored(&key.id)
        && !facts.may_be_used_at_qovery(&key.id)
        && facts.last_used.get(&key.id) == Some(&None);
    let creating = facts.ledger.creating.as_ref().filter(|_| is_unused)?;
    // The version may hold the key.
    if *facts.value(&creating.version) == Value::Unreadable {
        return None;
    }
    let is_new = window(creating).contains(&key.created_at) && !creating.present.contains(&key.id);
    match (key.status, facts.ledger.keys.get(&key.id)) {
        _ if !is_new => None,
        (_, None) => Some(creating.at.max(key.created_at) + pace::LOST_AFTER),
        (KeyStatus::Inactive, Some(KeyStatusNote::Inactive(since))) => {
            (*since >= key.created_at).then_some(*since)
        }
        (_, Some(_)) => None,
    }
}

/// When AWS may have created the key: what the calls really take, and not a minute more.
fn window(creating: &PendingCreation) -> std::ops::RangeInclusive<OffsetDateTime> {
    let latest = pace::CREATE_WITHIN + pace::CREATE_TIMEOUT + SKEW;
    creating.first_at - SKEW..=creating.at + latest
}
