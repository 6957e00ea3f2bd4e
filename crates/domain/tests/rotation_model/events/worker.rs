//! What an attempt does next: it looks, asks, acts, crashes before or after that.

use std::rc::Rc;

use domain::rotation::{Action, Outcome};

use super::{
    Found,
    begin::{begins, looks},
};
use crate::{
    rules::Rules,
    state::{Run, State},
    steps::Step,
    world::Look,
};

pub(super) fn events(state: &State, index: usize, rules: &Rules, next: &mut Found) {
    let worker = &state.workers[index];
    match &worker.attempt {
        None if worker.is_done || worker.tries == 0 => {}
        None => begins(state, index, rules, next),
        Some(attempt) => match (&attempt.goal, attempt.steps.front()) {
            (Some(run), _) => executed(state, index, run, rules, next),
            (None, Some(Step::Goal(name, goal))) => {
                let (name, goal) = (*name, goal.clone());
                looks(state, index, rules, next, |state| {
                    if let Some(attempt) = state.workers[index].attempt_mut() {
                        attempt.steps.pop_front();
                    }
                    (name, goal.clone())
                });
            }
            (None, Some(step)) => taken(state, index, step, rules, next),
            (None, None) => {}
        },
    }
}

/// One step, done or not, with a crash or without.
fn taken(state: &State, index: usize, step: &Step, rules: &Rules, next: &mut Found) {
    let is_question = matches!(step, Step::AskAgain(_) | Step::StillWaited(_));
    let mut done = state.clone();
    match done.world.take(step, rules) {
        Err(_) => done.fail(index),
        Ok(following) => {
            if state.left.faults > 0 && !is_question {
                let mut lost = done.clone();
                lost.left.faults -= 1;
                lost.fail(index);
                next.push((format!("{index} loses {step:?}"), lost));
            }
            if let Some(attempt) = done.workers[index].attempt_mut() {
                attempt.steps.pop_front();
                for step in following.into_iter().rev() {
                    attempt.steps.push_front(step);
                }
                if attempt.steps.is_empty() {
                    done.succeed(index);
                }
            }
        }
    }
    next.push((format!("{index} does {step:?}"), done));
    if state.left.faults > 0 && !is_question {
        let mut crashed = state.clone();
        crashed.left.faults -= 1;
        crashed.fail(index);
        next.push((format!("{index} fails at {step:?}"), crashed));
    }
}

/// The action that is in flight.
fn executed(state: &State, index: usize, run: &Run, rules: &Rules, next: &mut Found) {
    let Some((action, _)) = &run.in_flight else {
        return;
    };
    if let Action::Wait(until) = action {
        if state.world.now() >= *until {
            let mut waited = state.clone();
            let look = Look::default();
            let facts = waited.world.observe_keys(run.name, Some(&run.goal), look);
            waited.go_on(index, rules, |run| {
                if let Some(facts) = facts {
                    run.facts = Rc::new(facts);
                }
            });
            next.push((format!("{index} has waited"), waited));
        }
        return;
    }
    let mut done = state.clone();
    match done.world.execute(action, run) {
        Ok(outcome) => {
            if state.left.faults > 0 {
                let mut lost = done.clone();
                lost.left.faults -= 1;
                lost.fail(index);
                next.push((format!("{index} loses {action:?}"), lost));
            }
            done.go_on(index, rules, |run| {
                Rc::make_mut(&mut run.facts).apply(action, outcome);
            });
        }
        Err(_) => done.fail(index),
    }
    next.push((format!("{index} does {action:?}"), done));
    if state.left.faults > 0 {
        failures(state, index, run, action, rules, next);
    }
}

/// Of two calls side by side one happened without the other.
fn halves(crashed: &State, index: usize, run: &Run, action: &Action, next: &mut Found) {
    let mut both = crashed.clone();
    if both.world.execute(action, run).is_err() {
        return;
    }
    let (mut noted, mut placed) = (crashed.clone(), both.clone());
    let users = (both.world.user(run.name), crashed.world.user(run.name));
    let (Some(both), Some(neither)) = users else {
        return;
    };
    if let Some(user) = noted.world.user_mut(run.name) {
        user.ledger = both.ledger.clone();
    }
    if let Some(user) = placed.world.user_mut(run.name) {
        user.ledger = neither.ledger.clone();
    }
    next.push((format!("{index} does the note of {action:?} alone"), noted));
    next.push((
        format!("{index} does all but the note of {action:?}"),
        placed,
    ));
}

/// It did not happen: a crash before it, or a refusal that the attempt learns of.
fn failures(
    state: &State,
    index: usize,
    run: &Run,
    action: &Action,
    rules: &Rules,
    next: &mut Found,
) {
    let mut crashed = state.clone();
    crashed.left.faults -= 1;
    crashed.fail(index);
    next.push((format!("{index} fails at {action:?}"), crashed.clone()));
    if matches!(action, Action::Prepare(_)) {
        halves(&crashed, index, run, action, next);
    }
    if matches!(action, Action::StoreKey(_)) {
        let mut refused = state.clone();
        refused.left.faults -= 1;
        refused.go_on(index, rules, |run| {
            Rc::make_mut(&mut run.facts).apply(action, Outcome::NotStored);
        });
        next.push((format!("{index} is refused {action:?}"), refused));
    }
}
