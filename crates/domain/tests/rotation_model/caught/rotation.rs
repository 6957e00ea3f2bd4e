//! Faults in the rotation.

use domain::{
    aws::secret::StagingLabel,
    rotation::{Action, Facts, Goal, Next, RotationStep, Value, next},
};
use time::OffsetDateTime;

use super::{IN_USE, is_caught};
use crate::{Bounds, USER, World, rotation, rules::Rules};

fn deciding(next: fn(&Goal, &Facts, OffsetDateTime) -> Next) -> Rules {
    Rules {
        next,
        ..Rules::real()
    }
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
        ..Bounds::NONE
    };
    let tasks = [(rotation("one"), 2)];
    let (world, rules) = (World::running(USER), deciding(by_age));
    is_caught(&world, &tasks, bounds, &rules, IN_USE);
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
    let tasks = [(rotation("one"), 2), (rotation("one"), 2)];
    let (world, rules) = (World::running(USER), deciding(hasty));
    is_caught(&world, &tasks, Bounds::NONE, &rules, "");
}

#[test]
fn a_label_that_moves_before_qovery_has_the_key_is_caught() {
    fn unlooking(goal: &Goal, facts: &Facts, now: OffsetDateTime) -> Next {
        match (goal, next(goal, facts, now)) {
            (Goal::Step(RotationStep::SetSecret, _), Next::Action(Action::VerifyKey(_))) => {
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
    let (world, rules) = (World::running(USER), deciding(unlooking));
    let tasks = [(rotation("one"), 1)];
    is_caught(
        &world,
        &tasks,
        Bounds::NONE,
        &rules,
        "Qovery and `AWSCURRENT` differ",
    );
}
