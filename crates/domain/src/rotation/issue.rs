//! A new key, or an old one found again, stored as `AWSPENDING`.

use std::time::Duration;

use time::OffsetDateTime;

use super::{
    Action, Facts, KeyState, LedgerEntry, Next, PendingCreation, Value, moves::pace, orphan, push,
    repair, retirement,
};
use crate::aws::{
    access_key::AccessKeyId,
    iam::ListedKey,
    secret::{StagingLabel, VersionId},
};

/// IAM's quota, which cannot be raised.
const KEYS_PER_USER: usize = 2;
/// Attempts that are closer together than this count as one: a key of the first may show late.
const SAME_TRY: Duration = Duration::from_hours(1);

/// The next action towards a key in `version`; done once it holds one.
pub(super) fn issue(version: &VersionId, facts: &Facts, now: OffsetDateTime) -> Next {
    if let Some(from) = reusable(facts) {
        return Next::Action(Action::CopyKey {
            from: from.clone(),
            to: version.clone(),
        });
    }
    if let Some(action) = orphan::next_step(facts, now) {
        return Next::Action(action);
    }
    if facts.keys.len() >= KEYS_PER_USER {
        return free_slot(facts, now);
    }
    if let Some(action) = retirement::forget_gone(facts) {
        return Next::Action(action);
    }
    if !facts.attempt.is_writable {
        return Next::Action(Action::Prepare(creating(version, facts, now)));
    }
    if !is_recorded(version, facts, now) {
        let creating = creating(version, facts, now);
        return Next::Action(Action::Record(LedgerEntry::Creating(creating)));
    }
    Next::Action(Action::CreateAccessKey(version.clone()))
}

/// Abandons the unusable key in `version`: gives Qovery the key in `AWSCURRENT` again, deletes the
/// unusable one once that is allowed, then drops `AWSPENDING`, so that the next rotation can start.
pub(super) fn abandon_pending(
    version: &VersionId,
    id: &AccessKeyId,
    facts: &Facts,
    now: OffsetDateTime,
) -> Next {
    if facts.is_registered(id)
        && let Some((current, key)) = facts.current()
        && key.id != *id
        && facts.is_active(&key.id)
    {
        return push::push(current, facts, now).unwrap_or(Next::Done);
    }
    match facts.listed(id) {
        None => Next::Action(Action::DropPending(version.clone())),
        Some(listed) => match retirement::deletion_step(listed, facts, now) {
            Ok(action) => Next::Action(action),
            Err(finding) => Next::Refused(vec![finding]),
        },
    }
}

/// The version of a key that an abandoned rotation stored and that no label points at any more.
fn reusable(facts: &Facts) -> Option<&VersionId> {
    let (version, key) = facts.recorded()?;
    let carries = |label| facts.carries(label, &key.id);
    let in_use = carries(&StagingLabel::Current) || carries(&StagingLabel::Previous);
    let may_serve = matches!(
        facts.key_state(&key.id),
        KeyState::Active | KeyState::NotVisibleYet
    );
    (!in_use && key.owner == facts.user && may_serve).then_some(version)
}

/// Makes room for a key, or says what holds it.
fn free_slot(facts: &Facts, now: OffsetDateTime) -> Next {
    let current = facts.current().map(|(_, key)| &key.id);
    let mut findings = Vec::new();
    for key in facts.keys.iter().filter(|key| Some(&key.id) != current) {
        match retirement::deletion_step(key, facts, now) {
            Ok(action) => return Next::Action(action),
            Err(finding) => findings.push(finding),
        }
    }
    use_previous_key(facts, now).unwrap_or(Next::Refused(findings))
}

/// `AWSCURRENT` was deactivated and no room is left, but the key before it is active: that one
/// serves until the dead one may be deleted.
fn use_previous_key(facts: &Facts, now: OffsetDateTime) -> Option<Next> {
    let (_, current) = facts.current()?;
    let (_, previous) = facts.labelled(&StagingLabel::Previous)?;
    let is_dead = matches!(
        facts.key_state(&current.id),
        KeyState::Inactive | KeyState::Deleted
    );
    (is_dead && facts.is_active(&previous.id)).then(|| repair::restore(&previous.id, facts, now))
}

fn is_recorded(version: &VersionId, facts: &Facts, now: OffsetDateTime) -> bool {
    facts.attempt.is_recorded
        && facts.ledger.creating.as_ref().is_some_and(|creating| {
            creating.version == *version && now - creating.at <= pace::CREATE_WITHIN
        })
}

/// The note of the creation that follows. `first_at` is the time of the look: keys that were
/// created after it are missing from `present`. So are keys that an earlier try lost: the note
/// covers them until they are deleted.
fn creating(version: &VersionId, facts: &Facts, now: OffsetDateTime) -> PendingCreation {
    let before = facts.ledger.creating.as_ref();
    let is_lost = |key: &&ListedKey| orphan::lost_at(key, facts).is_some();
    let has_lost_one = facts.keys.iter().any(|key| is_lost(&key));
    let has_ended = |before: &PendingCreation| facts.value(&before.version).key().is_some();
    let is_same_try = |before: &&PendingCreation| !has_ended(before) && now - before.at < SAME_TRY;
    let same_try = before.filter(|before| has_lost_one || is_same_try(before));
    let looked_at = facts.observed_at.truncate_to_second();
    let present = facts.keys.iter().filter(|key| !is_lost(key));
    PendingCreation {
        first_at: same_try.map_or(looked_at, |before| before.first_at.min(looked_at)),
        at: now.truncate_to_second(),
        version: version.clone(),
        present: present.map(|key| key.id.clone()).collect(),
    }
}

/// A version id that holds nothing yet: the given one, or one derived from it.
pub(super) fn unused_version(token: &VersionId, facts: &Facts, now: OffsetDateTime) -> VersionId {
    if *facts.value(token) == Value::Empty {
        token.clone()
    } else {
        token.derived(&format!("-{}", now.unix_timestamp()))
    }
}
