//! What `CloudFormation` does beside the custom resource.

use super::Found;
use crate::{
    rules::Rules,
    state::State,
    world::{Phase, Stack},
};

pub(super) fn events(state: &State, rules: &Rules, next: &mut Found) {
    let stack = &state.world.stack;
    if let Phase::Answered(to) = stack.phase {
        let mut completed = state.clone();
        completed.world.stack = Stack {
            phase: Phase::AtRest,
            present: to,
            ..*stack
        };
        if !rules.flow.retains {
            completed.world.let_go(stack.present);
        }
        next.push(("the update completes".to_owned(), completed));
    }
    match stack.phase {
        Phase::Updating(to) | Phase::Answered(to) if state.left.failures > 0 => {
            let mut failed = state.clone();
            failed.left.failures -= 1;
            failed.roll_back(to);
            next.push(("the update is taken back".to_owned(), failed));
        }
        _ => {}
    }
}
