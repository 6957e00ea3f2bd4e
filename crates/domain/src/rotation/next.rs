//! Decides the next action for any goal.

use time::OffsetDateTime;

use super::{
    Action, Facts, Goal, Next, Unstored, first_key, moves::pace, refusal, repair, retirement, steps,
};

/// Decides the next action. Called again with the changed facts, until done or refused.
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
        Goal::Retire => retirement::retire(facts, now),
    }
}

/// Only this attempt has the key's secret: store it now, or delete the key.
fn store(unstored: &Unstored, facts: &Facts, now: OffsetDateTime) -> Next {
    let recorded_at = facts.ledger.creating.as_ref().map(|creating| creating.at);
    let is_late = recorded_at.is_none_or(|at| now - at > pace::STORE_WITHIN);
    Next::Action(if unstored.is_refused || is_late {
        Action::DeleteAccessKey(unstored.id.clone())
    } else {
        Action::StoreKey(unstored.version.clone())
    })
}
