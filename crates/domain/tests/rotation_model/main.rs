//! Model check of the rotation: the real decision function, every interleaving within bounds.
//!
//! Attempts crash before and after each effect, lose answers, are repeated and run at once; IAM
//! shows new keys late; Secrets Manager and Qovery refuse; an operator deactivates and deletes
//! keys. The six invariants of the design hold in every state, and from every state a rotation
//! completes once faults stop.

#![cfg(test)]

mod caught;
mod effects;
mod events;
mod explore;
mod invariants;
mod recovery;
mod state;
mod world;

use domain::{
    aws::secret::StagingLabel,
    rotation::{Goal, RotationStep, next},
};
use explore::{Explored, explore};
use state::{Bounds, Task};
use world::{World, version};

const NOTHING: Bounds = Bounds {
    faults: 0,
    operator: 0,
    ticks: 0,
    tries: 1,
    stale: 0,
    deployments: 0,
};

/// The invariants hold, rotations complete afterwards, and what is tried can be reached.
#[track_caller]
fn holds(name: &str, world: World, tasks: &[Task], bounds: &Bounds) {
    let explored = explored(name, world, tasks, bounds);
    assert!(explored.finished > 0, "{name}: nothing ever finishes");
}

#[track_caller]
fn explored(name: &str, world: World, tasks: &[Task], bounds: &Bounds) -> Explored {
    match explore(world, tasks, bounds, next, true) {
        Ok(explored) => {
            println!("{name}: {explored:?} within {bounds:?}");
            explored
        }
        Err(found) => panic!("{name}: {}\n{}", found.what, found.events.join("\n")),
    }
}

fn rotation(name: &str) -> Task {
    Task::Rotation(version(name))
}

#[test]
fn a_rotation_survives_faults_and_an_operator() {
    let bounds = Bounds {
        faults: 2,
        operator: 1,
        ticks: 1,
        tries: 3,
        stale: 1,
        deployments: 1,
    };
    holds(
        "one rotation",
        World::running(),
        &[rotation("one")],
        &bounds,
    );
}

#[test]
fn rotations_at_once_survive_faults() {
    let bounds = Bounds {
        faults: 1,
        ticks: 1,
        tries: 2,
        ..NOTHING
    };
    let twice = [rotation("one"), rotation("one")];
    holds("the same twice", World::running(), &twice, &bounds);
    let two = [rotation("one"), rotation("two")];
    explored("two at once", World::running(), &two, &bounds);
}

#[test]
fn the_first_key_twice_at_once_survives_faults() {
    let bounds = Bounds {
        faults: 1,
        ticks: 1,
        tries: 2,
        stale: 1,
        ..NOTHING
    };
    let first = Task::FirstKey(version("first"));
    holds(
        "first key",
        World::empty(),
        &[first.clone(), first],
        &bounds,
    );
}

#[test]
fn retirement_beside_a_rotation_survives_faults_and_an_operator() {
    let bounds = Bounds {
        faults: 1,
        operator: 1,
        tries: 2,
        deployments: 1,
        ..NOTHING
    };
    let alone = [Task::Retirement];
    let both = [Task::Retirement, rotation("two")];
    for (name, days) in [("superseded", &[8][..]), ("inactive", &[8, 8])] {
        let world = superseded(days);
        holds(
            &format!("{name}, retirement"),
            world.clone(),
            &alone,
            &bounds,
        );
        let bounds = Bounds {
            operator: 0,
            ..bounds.clone()
        };
        explored(&format!("{name}, and a rotation"), world, &both, &bounds);
    }
}

#[test]
fn going_back_to_the_previous_key_survives_faults_and_an_operator() {
    let world = superseded(&[]);
    let previous = world.labelled(&StagingLabel::Previous).unwrap().clone();
    let bounds = Bounds {
        faults: 2,
        operator: 1,
        ticks: 1,
        tries: 3,
        deployments: 1,
        ..NOTHING
    };
    holds("going back", world, &[Task::Restore(previous)], &bounds);
}

#[test]
fn a_persons_key_is_never_touched() {
    let mut world = World::running();
    world.make_key(true);
    let bounds = Bounds {
        faults: 2,
        ticks: 1,
        tries: 3,
        ..NOTHING
    };
    let tasks = [rotation("one"), Task::Retirement];
    let found = explore(world, &tasks, &bounds, next, false).unwrap();
    assert_eq!(found.finished, 0, "there is no room for a third key");
}

/// A rotation that went well; then a deployment and a retirement after each pause of days.
fn superseded(days: &[i64]) -> World {
    let mut world = World::running();
    let token = version("rotated");
    world.stage(&token);
    for step in RotationStep::ALL {
        assert!(recovery::run(
            &mut world,
            &Goal::Step(step, token.clone()),
            next
        ));
    }
    for (index, pause) in days.iter().enumerate() {
        world.seconds += 60;
        world.deploy();
        world.seconds += pause * 24 * 3600;
        if index + 1 < days.len() {
            assert!(recovery::run(&mut world, &Goal::Retire, next));
        }
    }
    world
}
