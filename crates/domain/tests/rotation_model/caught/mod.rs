//! The check can fail: decisions that are wrong, and flows that leave out a duty, are found. Each
//! fault was once in the product, or in that of a peer.

mod deletion;
mod flow;
mod registries;
mod retirement;
mod rotation;

use crate::{
    explore::explore,
    rules::{Flow, Rules},
    state::{Bounds, Task},
    world::World,
};

const IN_USE: &str = "no access that a cluster runs on";
const STAYS: &str = "a superseded identity does not go";

/// The sentence that the fault breaks begins like that.
#[track_caller]
fn is_caught(world: &World, tasks: &[(Task, u8)], bounds: Bounds, rules: &Rules, by: &str) {
    let found = explore(world, tasks, bounds, rules, true);
    let found = found.expect_err("the check finds nothing");
    assert!(found.what.contains(by), "{found:?}");
}

/// The decisions as they are, in a flow that leaves out a duty.
fn without(duty: impl FnOnce(&mut Flow)) -> Rules {
    let mut rules = Rules::real();
    duty(&mut rules.flow);
    rules
}
