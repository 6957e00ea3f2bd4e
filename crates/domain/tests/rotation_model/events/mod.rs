//! What can happen next.

mod begin;
mod environment;
mod stack;
mod worker;

use crate::{rules::Rules, state::State};

pub(crate) use environment::pass_a_week;

/// What happened, and what is then.
pub(crate) type Found = Vec<(String, State)>;

/// Every event that is possible in that state.
pub(crate) fn successors(state: &State, rules: &Rules) -> Found {
    let mut next = Vec::new();
    for index in 0..state.workers.len() {
        worker::events(state, index, rules, &mut next);
    }
    stack::events(state, rules, &mut next);
    environment::events(state, rules, &mut next);
    next
}
