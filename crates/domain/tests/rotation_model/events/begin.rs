//! How an attempt begins: with a look, and a goal or the steps that come from it.

use std::{collections::VecDeque, rc::Rc};

use domain::{
    aws::secret::VersionId,
    onboarding::DeletionRule,
    rotation::{Goal, RotationStep},
};

use super::Found;
use crate::{
    rules::Rules,
    state::{Attempt, Run, State, Task, Worker},
    steps::{self, Step},
    world::{Look, Name, Phase},
};

/// A new attempt, by what its task asks for.
pub(super) fn begins(state: &State, index: usize, rules: &Rules, next: &mut Found) {
    let goal = |name, goal| {
        let goal: Goal = goal;
        move |state: &mut State| {
            state.workers[index].attempt = Some(Rc::default());
            (name, goal.clone())
        }
    };
    match state.workers[index].task.clone() {
        Task::Rotation(name, token) => {
            looks(state, index, rules, next, |state| {
                state.workers[index].attempt = Some(Rc::default());
                (name, rotation(state, index, name, &token))
            });
        }
        Task::FirstKey(name, token) => {
            looks(state, index, rules, next, goal(name, Goal::FirstKey(token)));
        }
        Task::Restore(name, id) => {
            looks(state, index, rules, next, goal(name, Goal::Restore(id)));
        }
        Task::Reconciliation => {
            planned(state, index, next, |state, look| {
                Some(steps::reconciliation(&state.world, look, rules))
                    .filter(|steps| !steps.is_empty())
            });
        }
        Task::Update(to) => updates(state, index, to, rules, next),
        Task::RollBack { failed, to } => {
            planned(state, index, next, |state, _| {
                Some(steps::roll_back(&state.world, failed, to, rules))
            });
        }
        Task::Deletion(rule) => deletes(state, index, rule, rules, next),
    }
}

fn rotation(state: &mut State, index: usize, name: Name, token: &VersionId) -> Goal {
    let worker = &mut state.workers[index];
    let step = RotationStep::ALL[worker.step];
    let is_first = !std::mem::replace(&mut worker.has_begun, true);
    let user = state.world.user_mut(name).filter(|_| is_first);
    if let Some(user) = user.filter(|user| !user.secret.versions.contains_key(token)) {
        user.stage(token);
    }
    Goal::Step(step, token.clone())
}

/// A look at a user's keys, with all of them or without the newest, and the first decision.
pub(super) fn looks(
    state: &State,
    index: usize,
    rules: &Rules,
    next: &mut Found,
    begin: impl Fn(&mut State) -> (Name, Goal),
) {
    for is_stale in [false, true] {
        if is_stale && state.left.stale == 0 {
            continue;
        }
        let mut started = state.clone();
        let (name, goal) = begin(&mut started);
        let look = Look {
            is_stale,
            ..Look::default()
        };
        let facts = started.world.observe_keys(name, Some(&goal), look);
        if is_stale {
            let all = started.world.user(name).map(|user| user.keys.len());
            if facts.as_ref().map(|facts| facts.keys.len()) == all {
                continue;
            }
            started.left.stale -= 1;
        }
        match (facts, started.workers[index].attempt_mut()) {
            (Some(facts), Some(attempt)) => {
                let (facts, in_flight) = (Rc::new(facts), None);
                attempt.goal = Some(Run {
                    name,
                    goal,
                    facts,
                    in_flight,
                });
                started.decide(index, rules);
            }
            _ => started.fail(index),
        }
        let which = if is_stale { " without the newest" } else { "" };
        next.push((format!("{index} looks at keys{which}"), started));
    }
}

/// A look at everything and the steps that come from it. `None` means that nothing comes of it.
fn planned(
    state: &State,
    index: usize,
    next: &mut Found,
    plan: impl Fn(&mut State, Look) -> Option<VecDeque<Step>>,
) {
    for is_qovery_away in [false, true] {
        if is_qovery_away && state.left.away == 0 {
            continue;
        }
        let mut started = state.clone();
        started.left.away -= u8::from(is_qovery_away);
        let look = Look {
            is_qovery_away,
            ..Look::default()
        };
        let Some(steps) = plan(&mut started, look) else {
            continue;
        };
        let attempt = Attempt { goal: None, steps };
        started.workers[index].attempt = Some(Rc::new(attempt));
        let which = if is_qovery_away {
            ", Qovery is away"
        } else {
            ""
        };
        next.push((format!("{index} looks{which}"), started));
    }
}

/// `CloudFormation` takes longer to reach the custom resource than a reconciliation takes for a
/// repair that it began while the stack was at rest.
fn is_anybody_repairing(state: &State, rules: &Rules) -> bool {
    let mut workers = state.workers.iter();
    rules.flow.asks_again && workers.any(Worker::is_repairing)
}

fn updates(state: &State, index: usize, to: Name, rules: &Rules, next: &mut Found) {
    if state.world.stack.phase == Phase::AtRest && !is_anybody_repairing(state, rules) {
        planned(state, index, next, |state, look| {
            state.world.stack.begin(Phase::Updating(to));
            state.world.create(to);
            // Without Qovery the request fails at its first look.
            (!look.is_qovery_away).then(|| steps::update(&state.world, to, rules))
        });
    }
}

fn deletes(state: &State, index: usize, rule: DeletionRule, rules: &Rules, next: &mut Found) {
    let is_possible = matches!(
        state.world.stack.phase,
        Phase::AtRest | Phase::Deleting(_) | Phase::DeleteFailed
    );
    if is_possible && !is_anybody_repairing(state, rules) {
        planned(state, index, next, |state, look| {
            state.world.stack.begin(Phase::Deleting(rule));
            steps::deletion(&state.world, rule, look, rules)
        });
        let mut refused = state.clone();
        refused.world.stack.begin(Phase::Deleting(rule));
        if steps::deletion(&refused.world, rule, Look::default(), rules).is_none() {
            refused.world.stack.begin(Phase::DeleteFailed);
            if !rules.flow.retains {
                refused.world.let_go(refused.world.stack.present);
            }
            refused.fail(index);
            next.push((format!("{index} refuses the deletion"), refused));
        }
    }
}
