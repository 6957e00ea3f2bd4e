//! Two repairs: Qovery gets the key in `AWSCURRENT` again, or goes back to the key before it.

use std::time::Duration;

use time::OffsetDateTime;

use super::{
    Action, Facts, KeyRef, KeyState, KeyStatusNote, Next, moves::move_current, push, refusal,
};
use crate::aws::secret::{StagingLabel, VersionId};
use crate::aws::{access_key::AccessKeyId, iam::KeyStatus};
use crate::qovery::ClusterState;

/// A rotation that is on its way is left alone for so long. Its steps take seconds, and Secrets
/// Manager repeats them soon; doing the same beside it is safe.
const STUCK_AFTER: Duration = Duration::from_hours(1);

/// Until Qovery holds `AWSCURRENT`. A rotation on its way is not disturbed; one that nobody repeats
/// is completed, or given up where its key cannot serve.
pub(super) fn repair(facts: &Facts, now: OffsetDateTime) -> Next {
    let pending = pending(facts);
    if let Some((version, key)) = pending.filter(|_| is_stuck(facts, now)) {
        return end_rotation(version, key, facts, now);
    }
    if pending.is_some_and(|(_, key)| facts.is_registered(&key.id) && facts.is_active(&key.id)) {
        return Next::Done;
    }
    give_current(facts, now)
}

/// The key of a rotation that has not come to its end.
fn pending(facts: &Facts) -> Option<(&VersionId, &KeyRef)> {
    let (_, current) = facts.current()?;
    let pending = facts.labelled(&StagingLabel::Pending);
    pending.filter(|(_, key)| key.id != current.id)
}

/// Whether no attempt at a rotation is young. Where none of ours is noted, a person staged the key.
fn is_stuck(facts: &Facts, now: OffsetDateTime) -> bool {
    let creating = facts.ledger.creating.as_ref();
    creating.is_some_and(|creating| now - creating.at > STUCK_AFTER)
}

/// What is left of the steps: Qovery gets the key, and it becomes `AWSCURRENT`. Where it cannot
/// serve, or clusters were refused with it, its version is let go, after which Qovery gets
/// `AWSCURRENT` back.
fn end_rotation(version: &VersionId, key: &KeyRef, facts: &Facts, now: OffsetDateTime) -> Next {
    let may_serve =
        facts.is_active(&key.id) && facts.shows_a_key_of_the_user() && !is_refused(&key.id, facts);
    if may_serve {
        push::push(version, facts, now).unwrap_or_else(|| move_current(facts, version))
    } else {
        Next::Action(Action::DropPending(version.clone()))
    }
}

fn give_current(facts: &Facts, now: OffsetDateTime) -> Next {
    let Some((version, key)) = facts.current() else {
        return Next::Refused(vec![refusal::no_current()]);
    };
    match facts.key_state(&key.id) {
        KeyState::Active | KeyState::NotVisibleYet => {
            push::push(version, facts, now).unwrap_or(Next::Done)
        }
        KeyState::Inactive | KeyState::Deleted => Next::Refused(vec![refusal::unusable(&key.id)]),
    }
}

/// The next action towards that key at Qovery and in `AWSCURRENT`. Nothing is deleted.
pub(super) fn restore(id: &AccessKeyId, facts: &Facts, now: OffsetDateTime) -> Next {
    let Some((version, _)) = stored(id, facts) else {
        return Next::Refused(vec![refusal::unusable(id)]);
    };
    match facts.key_state(id) {
        KeyState::Inactive if is_retired(id, facts) => {
            return Next::Action(Action::UpdateAccessKey(id.clone(), KeyStatus::Active));
        }
        KeyState::Inactive | KeyState::Deleted => {
            return Next::Refused(vec![refusal::unusable(id)]);
        }
        KeyState::Active | KeyState::NotVisibleYet => {}
    }
    if let Some(next) = push::push(version, facts, now) {
        return next;
    }
    if facts.secret.is_labelled(version, &StagingLabel::Current) {
        return Next::Done;
    }
    // Left where it is, it would make Secrets Manager take up the failed rotation again.
    match facts.labelled(&StagingLabel::Pending) {
        Some((pending, key)) if key.id != *id => Next::Action(Action::DropPending(pending.clone())),
        _ => move_current(facts, version),
    }
}

/// The key to go back to, where a cluster could not work with the one that a rotation gave it.
///
/// Only from the key that was made last: the way back is taken once, and a cluster that refuses
/// both keys does not make them swap for ever.
#[must_use]
pub fn key_to_restore(facts: &Facts) -> Option<&AccessKeyId> {
    let (_, current) = facts.current()?;
    let (_, made_last) = facts.recorded()?;
    let (_, previous) = facts.labelled(&StagingLabel::Previous)?;
    let is_after_rotation =
        made_last.id == current.id && previous.id != current.id && facts.is_registered(&current.id);
    let is_usable = previous.owner == facts.user
        && match facts.key_state(&previous.id) {
            KeyState::Active => true,
            KeyState::Inactive => is_retired(&previous.id, facts),
            KeyState::NotVisibleYet | KeyState::Deleted => false,
        };
    (is_after_rotation && is_usable && is_refused(&current.id, facts)).then_some(&previous.id)
}

/// Whether a function of this stack deactivated the key. One that a person deactivated may have
/// leaked.
fn is_retired(id: &AccessKeyId, facts: &Facts) -> bool {
    matches!(facts.ledger.keys.get(id), Some(KeyStatusNote::Retired(_)))
}

/// Whether a cluster reports, since the push of that key, that it could not use it. A deployment that
/// was refused need not move the date of the last one: what counts then is that no cluster reported
/// so at the push.
fn is_refused(key: &AccessKeyId, facts: &Facts) -> bool {
    let (Some(pushed), Some(organization)) = (&facts.ledger.pushed, &facts.organization) else {
        return false;
    };
    let mut statuses = facts
        .linked()
        .into_iter()
        .flat_map(|linked| &linked.clusters)
        .filter_map(|cluster| organization.status(cluster));
    pushed.key == *key
        && statuses.any(|status| {
            status.state == Some(ClusterState::InvalidCredentials)
                && (pushed.none_refused
                    || status.last_deployment_at.is_some_and(|at| at > pushed.at))
        })
}

fn stored<'a>(id: &AccessKeyId, facts: &'a Facts) -> Option<(&'a VersionId, &'a KeyRef)> {
    [StagingLabel::Current, StagingLabel::Previous]
        .iter()
        .filter_map(|label| facts.labelled(label))
        .find(|(_, key)| key.id == *id)
}
