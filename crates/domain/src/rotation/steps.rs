//! The four steps that Secrets Manager calls. Each may come again at any time.

use time::OffsetDateTime;

use super::{
    Action, Facts, KeyState, Next, RotationStep, Value, issue,
    moves::{move_current, verified_key},
    orphan, push, refusal,
};
use crate::aws::access_key::AccessKeyId;
use crate::aws::secret::{StagingLabel, VersionId};

pub(super) fn next(
    step: RotationStep,
    token: &VersionId,
    facts: &Facts,
    now: OffsetDateTime,
) -> Next {
    if step == RotationStep::TestSecret {
        return test(token, facts);
    }
    if facts.secret.is_labelled(token, &StagingLabel::Current) {
        return Next::Done;
    }
    if let Some(finding) = refusal::not_staged(token, facts) {
        return Next::Refused(vec![finding]);
    }
    // Another rotation was quicker with the same key; moving the labels would lose sight of the
    // key before it.
    if let (Some(key), Some((_, current))) = (facts.value(token).key(), facts.current())
        && key.id == current.id
    {
        return Next::Action(Action::DropPending(token.clone()));
    }
    match step {
        RotationStep::CreateSecret => create(token, facts, now),
        RotationStep::SetSecret => set(token, facts, now),
        RotationStep::FinishSecret | RotationStep::TestSecret => finish(token, facts),
    }
}

fn create(token: &VersionId, facts: &Facts, now: OffsetDateTime) -> Next {
    match facts.value(token) {
        Value::NoKey | Value::Unreadable => Next::Refused(vec![refusal::no_key(token)]),
        Value::Empty => issue::issue(token, facts, now),
        Value::Key(key) => usable(token, &key.id, facts, now)
            .err()
            .unwrap_or_else(|| orphan::done_after_cleanup(facts, now)),
    }
}

fn set(token: &VersionId, facts: &Facts, now: OffsetDateTime) -> Next {
    if let Value::Key(key) = facts.value(token)
        && let Err(next) = usable(token, &key.id, facts, now)
    {
        return next;
    }
    if !facts.shows_a_key_of_the_user() {
        return Next::Refused(vec![refusal::credentials_of_another_kind()]);
    }
    push::push(token, facts, now).unwrap_or(Next::Done)
}

/// Without a pending value, as when only the schedule is set, `AWSCURRENT` is what can be tested.
fn test(token: &VersionId, facts: &Facts) -> Next {
    let pending = match facts.value(token) {
        Value::Key(_) => Some(token),
        Value::NoKey | Value::Unreadable => {
            return Next::Refused(vec![refusal::no_key(token)]);
        }
        Value::Empty => facts.current().map(|(version, _)| version),
    };
    let Some(version) = pending else {
        return Next::Done;
    };
    shown_and_verified(version, facts)
        .err()
        .unwrap_or(Next::Done)
}

/// Deletes nothing: clusters run on the old key until each of them is deployed.
fn finish(token: &VersionId, facts: &Facts) -> Next {
    match shown_and_verified(token, facts) {
        Ok(()) => move_current(facts, token),
        Err(next) => next,
    }
}

fn shown_and_verified(version: &VersionId, facts: &Facts) -> Result<(), Next> {
    let id = verified_key(facts, version)?;
    if facts.is_registered(id) {
        Ok(())
    } else {
        Err(Next::Refused(vec![refusal::not_shown(id, facts)]))
    }
}

/// Whether the key may still serve; what to do where it may not.
fn usable(
    token: &VersionId,
    id: &AccessKeyId,
    facts: &Facts,
    now: OffsetDateTime,
) -> Result<(), Next> {
    match facts.key_state(id) {
        KeyState::Active | KeyState::NotVisibleYet => Ok(()),
        KeyState::Inactive | KeyState::Deleted => {
            Err(issue::abandon_pending(token, id, facts, now))
        }
    }
}
