//! Two repairs: Qovery gets the key in `AWSCURRENT` again, or goes back to the key before it.

use time::OffsetDateTime;

use super::{Action, Facts, KeyRef, KeyState, Next, moves::move_current, push, refusal};
use crate::aws::secret::{StagingLabel, VersionId};
use crate::aws::{access_key::AccessKeyId, iam::KeyStatus};
use crate::qovery::ClusterState;

/// The next action towards Qovery holding the key in `AWSCURRENT`. A rotation that is under way is
/// not disturbed.
pub(super) fn repair(facts: &Facts, now: OffsetDateTime) -> Next {
    let Some((version, key)) = facts.current() else {
        return Next::Refused(vec![refusal::no_current()]);
    };
    if let Some((_, pending)) = facts.labelled(&StagingLabel::Pending)
        && pending.id != key.id
        && facts.is_registered(&pending.id)
        && facts.is_active(&pending.id)
    {
        return Next::Done;
    }
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
        KeyState::Deleted => return Next::Refused(vec![refusal::unusable(id)]),
        KeyState::Inactive => {
            return Next::Action(Action::UpdateAccessKey(id.clone(), KeyStatus::Active));
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
        && matches!(
            facts.key_state(&previous.id),
            KeyState::Active | KeyState::Inactive
        );
    (is_after_rotation && is_usable && has_refused_current(facts)).then_some(&previous.id)
}

/// Whether a cluster reports, since the push of the current key, that it could not use it. A
/// deployment that was refused need not move the date of the last one: what counts then is that no
/// cluster reported so at the push.
fn has_refused_current(facts: &Facts) -> bool {
    let (Some(pushed), Some(organization)) = (&facts.record.pushed, &facts.organization) else {
        return false;
    };
    let is_current = |key: &AccessKeyId| facts.current().is_some_and(|(_, held)| held.id == *key);
    let mut statuses = facts
        .linked()
        .into_iter()
        .flat_map(|linked| &linked.clusters)
        .filter_map(|cluster| organization.status(cluster));
    is_current(&pushed.key)
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
