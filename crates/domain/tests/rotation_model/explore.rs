//! Every interleaving within bounds, breadth first, each state once.

use std::{
    collections::{HashSet, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
    rc::Rc,
};

use crate::{
    events::successors,
    invariants::broken,
    recovery::recovers,
    rules::Rules,
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

/// Looks at every state within the bounds, each task being tried so often.
pub(crate) fn explore(
    world: &World,
    tasks: &[(Task, u8)],
    bounds: Bounds,
    rules: &Rules,
    must_recover: bool,
) -> Result<Explored, Counterexample> {
    let workers = tasks.iter();
    let workers = workers.map(|(task, tries)| Worker::new(task.clone(), *tries));
    let start = State {
        world: world.clone(),
        workers: workers.collect(),
        left: bounds,
    };
    let mut seen = HashSet::from([hash(&start)]);
    let mut recovered = HashSet::new();
    let mut queue = VecDeque::from([(start, None)]);
    let mut explored = Explored::default();
    while let Some((state, trail)) = queue.pop_front() {
        explored.states += 1;
        explored.finished += usize::from(state.workers.iter().all(Worker::is_at_an_end));
        if let Some(what) = broken(&state.world) {
            return Err(counterexample(what.to_owned(), trail.as_ref()));
        }
        if must_recover && recovered.insert(hash(&state.world)) {
            explored.recoveries += 1;
            recovers(&state.world, rules).map_err(|what| counterexample(what, trail.as_ref()))?;
        }
        for (event, next) in successors(&state, rules) {
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

/// Stands for the value.
pub(crate) fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
