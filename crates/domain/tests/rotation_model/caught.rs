//! The check can fail: decisions that are wrong are found.

use domain::{
    aws::secret::StagingLabel,
    rotation::{Action, Facts, Goal, Next, RotationStep, Value, next},
};
use time::OffsetDateTime;

use crate::{
    NOTHING,
    explore::explore,
    recovery::Decide,
    rotation,
    state::{Bounds, Task},
    world::World,
};

/// What the check would find, were the decision another one.
#[track_caller]
fn is_caught(decide: Decide, tasks: &[Task], bounds: &Bounds) -> String {
    let found = explore(World::running(), tasks, bounds, decide, false);
    found.expect_err("the check finds nothing").what
}

#[test]
fn keys_chosen_by_age_are_caught() {
    fn by_age(goal: &Goal, facts: &Facts, now: OffsetDateTime) -> Next {
        let is_full = matches!(goal, Goal::Step(RotationStep::CreateSecret, token)
            if *facts.value(token) == Value::Empty && facts.keys.len() == 2);
        let oldest = facts.keys.iter().min_by_key(|key| key.created_at);
        match oldest {
            Some(key) if is_full && facts.attempt.unstored.is_none() => {
                Next::Action(Action::DeleteAccessKey(key.id.clone()))
            }
            _ => next(goal, facts, now),
        }
    }
    let bounds = Bounds {
        faults: 1,
        tries: 2,
        ..NOTHING
    };
    let what = is_caught(by_age, &[rotation("one")], &bounds);
    assert!(what.starts_with('6') || what.starts_with('1'), "{what}");
}

#[test]
fn an_orphan_deleted_without_waiting_for_its_maker_is_caught() {
    fn hasty(goal: &Goal, facts: &Facts, now: OffsetDateTime) -> Next {
        let mut later = facts.clone();
        later.observed_at += std::time::Duration::from_mins(1);
        match next(goal, facts, now) {
            Next::Action(Action::Wait(_)) => next(goal, &later, now),
            decided => decided,
        }
    }
    let bounds = Bounds {
        tries: 2,
        ..NOTHING
    };
    is_caught(hasty, &[rotation("one"), rotation("one")], &bounds);
}

#[test]
fn a_label_that_moves_before_qovery_has_the_key_is_caught() {
    fn unlooking(goal: &Goal, facts: &Facts, now: OffsetDateTime) -> Next {
        match (goal, next(goal, facts, now)) {
            (Goal::Step(RotationStep::SetSecret, _), Next::Action(Action::ProveKey(_))) => {
                Next::Done
            }
            (Goal::Step(RotationStep::TestSecret, _), Next::Refused(_)) => Next::Done,
            (Goal::Step(RotationStep::FinishSecret, token), Next::Refused(_)) => {
                Next::Action(Action::MoveCurrent {
                    from: facts.secret.version_of(&StagingLabel::Current).cloned(),
                    to: token.clone(),
                })
            }
            (_, decided) => decided,
        }
    }
    let mut found = explore(
        World::running(),
        &[rotation("one")],
        &NOTHING,
        unlooking,
        true,
    );
    let what = found
        .as_mut()
        .map_or_else(|found| found.what.clone(), |_| String::new());
    assert!(what.starts_with('5'), "{what}");
}
