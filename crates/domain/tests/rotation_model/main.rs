//! Model check of what a stack does with access: the real decisions, every interleaving within
//! bounds.
//!
//! The rotation, the reconciliation and the custom resource's Update, roll-back and Delete crash
//! before and after each effect, lose answers, are repeated and run at once. IAM shows new keys
//! late; Secrets Manager and Qovery refuse, or do not answer; clusters come and leave, their
//! deployments are queued, begin and end; weeks pass; an operator deactivates and deletes keys; a
//! person gives Qovery an old access; notes on keys are lost. In every state hold the sentences of `invariants` and of
//! `effects`, and from every state everything comes to its end once faults stop.
//!
//! Taken as given: a call of the rotation has its effect within [`state::TICK`] seconds or never;
//! `CloudFormation` takes longer to reach the custom resource than a reconciliation takes for one
//! repair; Qovery does not delete credentials that clusters are linked to.

#![cfg(test)]

mod caught;
mod deletions;
mod effects;
mod events;
mod explore;
mod invariants;
mod recovery;
mod registries;
mod rotations;
mod rules;
mod state;
mod steps;
mod switches;
mod world;

use domain::{aws::secret::VersionId, rotation::Goal};
use explore::{Explored, explore};
use rules::Rules;
use state::{Bounds, Task};
use world::{Name, World, version};

const ROLE: Name = Name::Role(0);
const USER: Name = Name::User(0);

/// The invariants hold, everything completes afterwards, and what is tried can be reached.
#[track_caller]
fn holds(name: &str, world: &World, tasks: &[(Task, u8)], bounds: Bounds) {
    let explored = explored(name, world, tasks, bounds);
    assert!(explored.finished > 0, "{name}: nothing ever finishes");
}

#[track_caller]
fn explored(name: &str, world: &World, tasks: &[(Task, u8)], bounds: Bounds) -> Explored {
    match explore(world, tasks, bounds, &Rules::real(), true) {
        Ok(explored) => {
            println!("{name}: {explored:?} within {bounds:?}");
            explored
        }
        Err(found) => panic!("{name}: {}\n{}", found.what, found.events.join("\n")),
    }
}

fn rotation(token: &str) -> Task {
    Task::Rotation(USER, version(token))
}

fn daily(runs: u8) -> (Task, u8) {
    (Task::Reconciliation, runs)
}

/// A rotation that went well.
fn rotated(mut world: World) -> World {
    let token: VersionId = version("rotated");
    world.user_mut(USER).unwrap().stage(&token);
    for step in domain::rotation::RotationStep::ALL {
        let goal = Goal::Step(step, token.clone());
        assert!(recovery::run(&mut world, USER, &goal, &Rules::real()));
    }
    world
}
