//! Every interleaving within bounds, breadth first, each state once.

use std::{
    collections::{HashSet, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
    rc::Rc,
};

use domain::access_key::AccessKeyId;
use domain::rotation::{Action, Facts, Goal, Next, Outcome, RotationStep, VersionId};

use crate::{
    invariants::broken,
    recovery::{Decide, recovers},
    world::World,
};

/// One tick of the clock, and the longest that a call takes from decision to effect.
const TICK: i64 = 8;
/// Longer than anybody may take to store a key: every attempt stands still before it decides.
const LONG_TICK: i64 = 31;

/// What may happen, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Bounds {
    /// Crashes before or after an effect, lost answers, refusals.
    pub(crate) faults: u8,
    /// Keys that the operator deactivates or deletes.
    pub(crate) operator: u8,
    /// Ticks of the clock.
    pub(crate) ticks: u8,
    /// Attempts from the start, for each task.
    pub(crate) tries: u8,
    /// Looks that leave out new keys.
    pub(crate) stale: u8,
    /// Deployments of the cluster.
    pub(crate) deployments: u8,
}

/// What somebody wants to bring to an end, one attempt at a time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Task {
    /// The four steps; staged first, as `RotateSecret` does.
    Rotation(VersionId),
    /// The custom resource's Create.
    FirstKey(VersionId),
    /// The daily retirement.
    Retirement,
    /// Clusters cannot work with the present key.
    Restore(AccessKeyId),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Worker {
    task: Task,
    step: usize,
    tries: u8,
    is_done: bool,
    attempt: Option<Attempt>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Attempt {
    goal: Goal,
    facts: Facts,
    in_flight: Option<(Action, i64)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct State {
    world: World,
    workers: Vec<Worker>,
    left: Bounds,
}

/// How much was looked at.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Explored {
    pub(crate) states: usize,
    pub(crate) transitions: usize,
    pub(crate) recoveries: usize,
    pub(crate) finished: usize,
}

/// What went wrong, and the events that led there.
#[derive(Debug)]
pub(crate) struct Counterexample {
    pub(crate) what: String,
    pub(crate) events: Vec<String>,
}

/// An event and those before it.
struct Trail(String, Option<Rc<Self>>);

type Found = Vec<(String, State)>;

/// Looks at every state within the bounds.
pub(crate) fn explore(
    world: World,
    tasks: &[Task],
    bounds: &Bounds,
    decide: Decide,
    must_recover: bool,
) -> Result<Explored, Box<Counterexample>> {
    let workers = tasks.iter().map(|task| Worker {
        task: task.clone(),
        step: 0,
        tries: bounds.tries,
        is_done: false,
        attempt: None,
    });
    let start = State {
        world,
        workers: workers.collect(),
        left: bounds.clone(),
    };
    let mut seen = HashSet::from([hash(&start)]);
    let mut recovered = HashSet::new();
    let mut queue = VecDeque::from([(start, None)]);
    let mut explored = Explored::default();
    while let Some((state, trail)) = queue.pop_front() {
        explored.states += 1;
        explored.finished += usize::from(state.workers.iter().all(|worker| worker.is_done));
        if let Some(what) = broken(&state.world) {
            return Err(counterexample(what.to_owned(), trail));
        }
        if must_recover && recovered.insert(hash(&state.world)) {
            explored.recoveries += 1;
            recovers(&state.world, decide).map_err(|what| counterexample(what, trail.clone()))?;
        }
        for (event, next) in successors(&state, decide) {
            explored.transitions += 1;
            if seen.insert(hash(&next)) {
                let trail = Rc::new(Trail(event, trail.clone()));
                queue.push_back((next, Some(trail)));
            }
        }
    }
    Ok(explored)
}

fn counterexample(what: String, trail: Option<Rc<Trail>>) -> Box<Counterexample> {
    let mut events = Vec::new();
    let mut last = trail.as_ref();
    while let Some(event) = last {
        events.push(event.0.clone());
        last = event.1.as_ref();
    }
    events.reverse();
    Box::new(Counterexample { what, events })
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn successors(state: &State, decide: Decide) -> Found {
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
        let stale = if is_stale { " without the newest" } else { "" };
        next.push((format!("{index} looks{stale}"), started));
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
        Task::Retirement => Goal::Retire(Some(state.world.clusters())),
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
                attempt.facts.enter(action, outcome)
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
            attempt.facts.enter(action, Outcome::NotStored);
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

impl State {
    fn continue_with(&mut self, index: usize, decide: Decide, change: impl FnOnce(&mut Attempt)) {
        if let Some(attempt) = &mut self.workers[index].attempt {
            change(attempt);
        }
        self.decide(index, decide);
    }

    /// Deciding is nobody else's business: it is no event of its own.
    fn decide(&mut self, index: usize, decide: Decide) {
        let now = self.world.now();
        let worker = &mut self.workers[index];
        let Some(attempt) = &mut worker.attempt else {
            return;
        };
        match decide(&attempt.goal, &attempt.facts, now) {
            Next::Action(action) => attempt.in_flight = Some((action, self.world.seconds)),
            Next::Done => worker.succeed(),
            Next::Refused(_) => worker.fail(),
        }
    }
}

impl Worker {
    fn succeed(&mut self) {
        self.attempt = None;
        self.step += 1;
        let steps = match self.task {
            Task::Rotation(_) => RotationStep::ALL.len(),
            _ => 1,
        };
        self.is_done = self.step == steps;
    }

    /// Whoever asked starts over.
    fn fail(&mut self) {
        self.attempt = None;
        self.step = 0;
        self.tries -= 1;
    }

    /// A call has an end: its effect does not come later.
    fn may_wait(&self, until: i64) -> bool {
        match self
            .attempt
            .as_ref()
            .and_then(|attempt| attempt.in_flight.as_ref())
        {
            Some((Action::Wait(_), _)) | None => true,
            Some((_, since)) => until - since <= TICK,
        }
    }
}
