//! Attempts that nothing disturbs.

use std::{collections::VecDeque, rc::Rc};

use domain::rotation::{Action, Goal, Next};

use crate::{
    invariants::broken,
    rules::Rules,
    state::Run,
    steps::Step,
    world::{Look, Name, World},
};

/// All steps, undisturbed.
pub(crate) fn walk(
    world: &mut World,
    mut steps: VecDeque<Step>,
    rules: &Rules,
) -> Result<(), String> {
    while let Some(step) = steps.pop_front() {
        match &step {
            Step::Goal(name, goal) => {
                run(world, *name, goal, rules);
                for step in steps.iter_mut().filter(|step| step.waits_for_key()) {
                    step.take_key(world.user(*name).and_then(|user| user.current().cloned()));
                }
            }
            step => {
                let following = world.take(step, rules);
                let following = following.map_err(|_| format!("{step:?} fails for ever"))?;
                following
                    .into_iter()
                    .rev()
                    .for_each(|step| steps.push_front(step));
            }
        }
        if let Some(what) = broken(world) {
            return Err(format!("{what}, while recovering"));
        }
    }
    Ok(())
}

/// One attempt without any fault; whether it reached its goal.
pub(crate) fn run(world: &mut World, name: Name, goal: &Goal, rules: &Rules) -> bool {
    let look = |world: &World| {
        Some(Run {
            name,
            goal: goal.clone(),
            facts: Rc::new(world.observe_keys(name, Some(goal), Look::default())?),
            in_flight: None,
        })
    };
    let Some(mut run) = look(world) else {
        return false;
    };
    for _ in 0..32 {
        match (rules.next)(goal, &run.facts, world.now()) {
            Next::Done => return true,
            Next::Refused(_) => return false,
            Next::Action(Action::Wait(until)) => {
                world.seconds += (until - world.now()).whole_seconds().max(0) + 1;
                let Some(seen) = look(world) else {
                    return false;
                };
                run = seen;
            }
            Next::Action(action) => match world.execute(&action, &run) {
                Ok(outcome) => Rc::make_mut(&mut run.facts).apply(&action, outcome),
                Err(_) => return false,
            },
        }
    }
    false
}
