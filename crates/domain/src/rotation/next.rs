//! From facts to the next action: one door for every goal.

use time::OffsetDateTime;

use super::{
    Action, Facts, Goal, Next, Unstored, Value, first_key, refusal, repair, retirement, steps,
};
use crate::aws::access_key::AccessKeyId;
use crate::aws::secret::{StagingLabel, VersionId};

/// What an attempt keeps to, so that others can tell whether it may still act.
pub(super) mod pace {
    use std::time::Duration;

    /// `CreateAccessKey` follows its record at once, or a new record is written.
    pub(crate) const CREATE_WITHIN: Duration = Duration::from_secs(3);
    /// A key that is older is deleted by who made it: storing it would come too late.
    pub(crate) const STORE_WITHIN: Duration = Duration::from_secs(10);
    /// From here on nobody stores the key any more: all calls above have run out by then.
    pub(crate) const LOST_AFTER: Duration = Duration::from_secs(30);
}

/// Decides what to do next. Run again with what became of it, until done or refused.
#[must_use]
pub fn next(goal: &Goal, facts: &Facts, now: OffsetDateTime) -> Next {
    if let Some(unstored) = &facts.attempt.unstored {
        return store(unstored, facts, now);
    }
    if facts.attempt.is_given_up {
        return Next::Refused(vec![refusal::not_stored()]);
    }
    let faults = refusal::identity(facts);
    if !faults.is_empty() {
        return Next::Refused(faults);
    }
    match goal {
        Goal::Step(step, token) => steps::next(*step, token, facts, now),
        Goal::FirstKey(token) => first_key::next(token, facts, now),
        Goal::Repair => repair::repair(facts, now),
        Goal::Restore(id) => repair::restore(id, facts, now),
        Goal::Retire(clusters) => retirement::retire(clusters.as_deref(), facts, now),
        Goal::Remove { used } => retirement::remove(used, facts, now),
    }
}

/// The key is in nobody's hands but ours: it is stored now, or deleted.
fn store(unstored: &Unstored, facts: &Facts, now: OffsetDateTime) -> Next {
    let recorded_at = facts.record.creating.as_ref().map(|creating| creating.at);
    let is_late = recorded_at.is_none_or(|at| now - at > pace::STORE_WITHIN);
    Next::Action(if unstored.is_refused || is_late {
        Action::DeleteAccessKey(unstored.id.clone())
    } else {
        Action::StoreKey(unstored.version.clone())
    })
}

/// The key in that version, proven in this attempt to be the expected_user user's; until then the action
/// that proves it.
pub(super) fn proven<'a>(facts: &'a Facts, version: &VersionId) -> Result<&'a AccessKeyId, Next> {
    let Value::Key(key) = facts.value(version) else {
        return Err(Next::Refused(vec![refusal::no_key(version)]));
    };
    match facts.attempt.proven.get(&key.id) {
        Some(owner) if *owner == facts.user => Ok(&key.id),
        Some(owner) => Err(Next::Refused(vec![refusal::another_user(&key.id, owner)])),
        None => Err(Next::Action(Action::ProveKey(version.clone()))),
    }
}

/// Moves `AWSCURRENT` there.
pub(super) fn move_current(facts: &Facts, to: &VersionId) -> Next {
    Next::Action(Action::MoveCurrent {
        from: facts.secret.version_of(&StagingLabel::Current).cloned(),
        to: to.clone(),
    })
}
