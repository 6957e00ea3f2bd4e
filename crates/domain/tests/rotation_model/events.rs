//! What can happen next.

use domain::rotation::{Action, Goal, Outcome, RotationStep};

use crate::{
    recovery::Decide,
    state::{Attempt, LONG_TICK, State, TICK, Task, Worker},
};

/// What happened, and what is then.
pub(crate) type Found = Vec<(String, State)>;

/// Every event that is possible in that state.
pub(crate) fn successors(state: &State, decide: Decide) -> Found {
    let mut next = Vec::new();
    for index in 0..state.workers.len() {
        let worker = &state.workers[index];
        match &worker.attempt {
            None if worker.is_done || worker.tries == 0 => {}
            None => starts(state, index, decide, &mut next),
            Some(_) => executed(state, index, decide, &mut next),
        }
    }
    environment(state, decide, &mut next);
    next
}

/// A look at the world, with all keys or without the newest.
fn starts(state: &State, index: usize, decide: Decide, next: &mut Found) {
    for is_stale in [false, true] {
        if is_stale && state.left.stale == 0 {
            continue;
        }
        let mut started = state.clone();
        let goal = goal(&mut started, index);
        let facts = started.world.observe(&goal, is_stale);
        if is_stale {
            if facts.keys.len() == started.world.keys.len() {
                continue;
            }
            started.left.stale -= 1;
        }
        started.workers[index].attempt = Some(Attempt {
            goal,
            facts,
            in_flight: None,
        });
        started.decide(index, decide);
        let which = if is_stale { " without the newest" } else { "" };
        next.push((format!("{index} looks{which}"), started));
    }
}

fn goal(state: &mut State, index: usize) -> Goal {
    let worker = &state.workers[index];
    match &worker.task {
        Task::Rotation(token) => {
            let token = token.clone();
            let is_first = worker.step == 0 && worker.tries == state.left.tries;
            let is_new = !state.world.secret.versions.contains_key(&token);
            if is_first && is_new {
                state.world.stage(&token);
            }
            let step = RotationStep::ALL[state.workers[index].step];
            Goal::Step(step, token)
        }
        Task::FirstKey(token) => Goal::FirstKey(token.clone()),
        Task::Retirement => Goal::Retire,
        Task::Restore(id) => Goal::Restore(id.clone()),
    }
}

fn executed(state: &State, index: usize, decide: Decide, next: &mut Found) {
    let Some(attempt) = &state.workers[index].attempt else {
        return;
    };
    let Some((action, _)) = &attempt.in_flight else {
        return;
    };
    if let Action::Wait(until) = action {
        let mut waited = state.clone();
        if waited.world.now() >= *until {
            let facts = waited.world.observe(&attempt.goal, false);
            waited.continue_with(index, decide, |attempt| attempt.facts = facts);
            next.push((format!("{index} has waited"), waited));
        }
        return;
    }
    let mut done = state.clone();
    match done.world.execute(action, &attempt.facts) {
        Ok(outcome) => {
            if state.left.faults > 0 {
                let mut lost = done.clone();
                lost.left.faults -= 1;
                lost.workers[index].fail();
                next.push((format!("{index} loses {action:?}"), lost));
            }
            done.continue_with(index, decide, |attempt| {
                attempt.facts.apply(action, outcome);
            });
        }
        Err(_) => done.workers[index].fail(),
    }
    next.push((format!("{index} does {action:?}"), done));
    if state.left.faults > 0 {
        failures(state, index, action, decide, next);
    }
}

/// It did not happen: a crash before it, or a refusal that the attempt learns of.
fn failures(state: &State, index: usize, action: &Action, decide: Decide, next: &mut Found) {
    let mut crashed = state.clone();
    crashed.left.faults -= 1;
    crashed.workers[index].fail();
    next.push((format!("{index} fails at {action:?}"), crashed));
    if matches!(action, Action::StoreKey(_)) {
        let mut refused = state.clone();
        refused.left.faults -= 1;
        refused.continue_with(index, decide, |attempt| {
            attempt.facts.apply(action, Outcome::NotStored);
        });
        next.push((format!("{index} is refused {action:?}"), refused));
    }
}

/// What happens without us: the clock, the operator, the cluster.
fn environment(state: &State, decide: Decide, next: &mut Found) {
    if state.left.ticks > 0 {
        ticks(state, decide, next);
    }
    if state.left.deployments > 0 {
        let mut deployed = state.clone();
        deployed.left.deployments -= 1;
        deployed.world.deploy();
        next.push(("a deployment".to_owned(), deployed));
    }
    if state.left.operator > 0 {
        for index in 0..state.world.keys.len() {
            let id = &state.world.keys[index].id;
            let deleted = interfered(state, index, false);
            next.push((format!("the operator deletes {id:?}"), deleted));
            if state.world.keys[index].is_active {
                let deactivated = interfered(state, index, true);
                next.push((format!("the operator deactivates {id:?}"), deactivated));
            }
        }
    }
}

/// The clock moves on while calls are under way, or while one of the attempts stands still before
/// it decides.
fn ticks(state: &State, decide: Decide, next: &mut Found) {
    let mut later = state.clone();
    later.left.ticks -= 1;
    later.world.seconds += TICK;
    let seconds = later.world.seconds;
    let is_due = |worker: &Worker| worker.may_wait(seconds);
    for index in 0..later.workers.len() {
        let mut others = later.workers.iter().enumerate();
        if later.workers[index].attempt.is_some()
            && others.all(|(other, worker)| other == index || is_due(worker))
        {
            let mut slow = later.clone();
            slow.decide(index, decide);
            next.push((format!("a tick, and {index} decides again"), slow));
        }
    }
    if later.workers.iter().all(is_due) {
        next.push(("a tick".to_owned(), later.clone()));
    }
    later.world.seconds += LONG_TICK - TICK;
    for index in 0..later.workers.len() {
        later.decide(index, decide);
    }
    next.push(("a long tick".to_owned(), later));
}

fn interfered(state: &State, index: usize, only_deactivates: bool) -> State {
    let mut next = state.clone();
    next.left.operator -= 1;
    let world = &mut next.world;
    world.touched.insert(world.keys[index].id.clone());
    if only_deactivates {
        world.keys[index].is_active = false;
        world.keys[index].inactive_at = Some(world.seconds);
    } else {
        world.keys.remove(index);
    }
    next
}
