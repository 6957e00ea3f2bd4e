//! The rotation, alone and beside others.

use domain::aws::secret::StagingLabel;

use crate::{
    Bounds, Rules, Task, USER, World, explore::explore, explored, holds, rotated, rotation, version,
};

#[test]
fn a_rotation_survives_faults_and_an_operator() {
    let bounds = Bounds {
        faults: 2,
        operator: 1,
        ticks: 1,
        stale: 1,
        ..Bounds::NONE
    };
    let tasks = [(rotation("one"), 3)];
    holds("one rotation", &World::running(USER), &tasks, bounds);
}

#[test]
fn rotations_at_once_survive_faults() {
    let bounds = Bounds {
        faults: 1,
        ticks: 1,
        ..Bounds::NONE
    };
    let twice = [(rotation("one"), 2), (rotation("one"), 2)];
    holds("the same twice", &World::running(USER), &twice, bounds);
    let two = [(rotation("one"), 2), (rotation("two"), 2)];
    explored("two at once", &World::running(USER), &two, bounds);
}

#[test]
fn the_first_key_twice_at_once_survives_faults() {
    let bounds = Bounds {
        faults: 1,
        ticks: 1,
        stale: 1,
        ..Bounds::NONE
    };
    let mut world = World::empty(USER);
    world.create(USER);
    let first = (Task::FirstKey(USER, version("first")), 2);
    holds("first key", &world, &[first.clone(), first], bounds);
}

#[test]
fn a_rotation_beside_deployments_survives_faults() {
    let bounds = Bounds {
        faults: 1,
        deployments: 2,
        ..Bounds::NONE
    };
    for is_dated_at_begin in [false, true] {
        let mut world = World::running(USER);
        world.ways.is_dated_at_begin = is_dated_at_begin;
        holds(
            "beside deployments",
            &world,
            &[(rotation("one"), 2)],
            bounds,
        );
    }
}

/// From the rotation to the deletion of the key before it, week by week.
#[test]
fn a_superseded_key_is_retired_by_proof_beside_deployments_and_the_next_rotation() {
    let bounds = Bounds {
        faults: 1,
        deployments: 1,
        weeks: 2,
        ..Bounds::NONE
    };
    for is_dated_at_begin in [false, true] {
        let mut world = rotated(World::running(USER));
        world.ways.is_dated_at_begin = is_dated_at_begin;
        let alone = [(Task::Reconciliation, 4)];
        holds("retirement", &world, &alone, bounds);
        let bounds = Bounds {
            faults: 0,
            ..bounds
        };
        let both = [(Task::Reconciliation, 3), (rotation("two"), 2)];
        explored("retirement and a rotation", &world, &both, bounds);
    }
}

/// Both notes may stand in one tag for a moment, where two functions write at once.
#[test]
fn a_note_on_a_key_that_is_lost_only_delays() {
    let bounds = Bounds {
        faults: 1,
        deployments: 1,
        weeks: 2,
        lost_notes: 1,
        ..Bounds::NONE
    };
    let world = rotated(World::running(USER));
    let daily = [(Task::Reconciliation, 3)];
    holds("a lost note", &world, &daily, bounds);
}

#[test]
fn retirement_survives_an_operator() {
    let bounds = Bounds {
        faults: 1,
        operator: 1,
        deployments: 1,
        weeks: 2,
        ..Bounds::NONE
    };
    let world = rotated(World::running(USER));
    let daily = [(Task::Reconciliation, 3)];
    holds("retirement and an operator", &world, &daily, bounds);
}

#[test]
fn going_back_to_the_previous_key_survives_faults_and_an_operator() {
    let world = rotated(World::running(USER));
    let user = world.user(USER).unwrap();
    let previous = user.labelled(&StagingLabel::Previous).unwrap().clone();
    let bounds = Bounds {
        faults: 2,
        operator: 1,
        ticks: 1,
        deployments: 1,
        ..Bounds::NONE
    };
    let back = [(Task::Restore(USER, previous), 3)];
    holds("going back", &world, &back, bounds);
}

#[test]
fn a_persons_key_is_never_touched() {
    let mut world = World::running(USER);
    world.make_key(USER, true);
    let bounds = Bounds {
        faults: 2,
        ticks: 1,
        weeks: 1,
        ..Bounds::NONE
    };
    let tasks = [(rotation("one"), 3), (Task::Reconciliation, 2)];
    let found = explore(&world, &tasks, bounds, &Rules::real(), false).unwrap();
    assert_eq!(found.finished, 0, "there is no room for a third key");
}
