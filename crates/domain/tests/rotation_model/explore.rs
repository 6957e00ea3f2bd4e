//! Every interleaving within bounds, breadth first, each state once.

use std::{
    collections::{HashSet, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
    rc::Rc,
};

use crate::{
    events::successors,
    invariants::broken,
    recovery::{Decide, recovers},
    state::{Bounds, State, Task, Worker},
    world::World,
};

/// How much was looked at.
#[derive(Debug, Clone, Copy, Default)]
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

/// Looks at every state within the bounds.
pub(crate) fn explore(
    world: World,
    tasks: &[Task],
    bounds: &Bounds,
    decide: Decide,
    must_recover: bool,
) -> Result<Explored, Counterexample> {
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
            return Err(counterexample(what.to_owned(), trail.as_ref()));
        }
        if must_recover && recovered.insert(hash(&state.world)) {
            explored.recoveries += 1;
            recovers(&state.world, decide).map_err(|what| counterexample(what, trail.as_ref()))?;
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

fn counterexample(what: String, trail: Option<&Rc<Trail>>) -> Counterexample {
    let mut events = Vec::new();
    let mut last = trail;
    while let Some(event) = last {
        events.push(event.0.clone());
        last = event.1.as_ref();
    }
    events.reverse();
    Counterexample { what, events }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
