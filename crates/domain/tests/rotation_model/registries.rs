//! A registry that keeps its own copy of the access.

use crate::{
    Bounds, ROLE, Rules, Task, USER, World, daily,
    explore::explore,
    holds, rotated, rotation,
    switches::{OTHER_ROLE, moved, updated},
};

const BOUNDS: Bounds = Bounds {
    faults: 1,
    weeks: 1,
    ..Bounds::NONE
};

#[test]
fn a_rotation_or_what_comes_after_it_moves_the_registry() {
    let world = World::running(USER).mirrored();
    let bounds = Bounds {
        faults: 2,
        ..BOUNDS
    };
    holds("mirrored rotation", &world, &[(rotation("one"), 2)], bounds);
    // It was broken off between the credentials and the registry.
    let mut broken_off = rotated(World::running(USER)).mirrored();
    let user = broken_off.user(USER).unwrap();
    let previous = user.labelled(&domain::aws::secret::StagingLabel::Previous);
    broken_off.qovery.registry = previous.cloned().map(domain::leaving::Access::Key);
    holds("left at the old key", &broken_off, &[daily(3)], BOUNDS);
}

#[test]
fn a_switch_or_what_comes_after_it_moves_the_registry() {
    for (from, to) in [(ROLE, OTHER_ROLE), (USER, ROLE), (ROLE, USER)] {
        let world = World::running(from).mirrored();
        let tasks = [(Task::Update(to), 1), daily(2)];
        holds("mirrored switch", &world, &tasks, BOUNDS);
        let mut left = updated(World::running(from).mirrored(), to);
        left.qovery.registry = world.qovery.registry;
        holds("left at what was before", &left, &[daily(3)], BOUNDS);
    }
}

#[test]
fn what_a_person_gives_a_registry_again_is_not_taken_away() {
    let bounds = Bounds {
        drift: 1,
        weeks: 2,
        ..Bounds::NONE
    };
    for world in [
        moved(updated(World::running(ROLE).mirrored(), OTHER_ROLE), 1),
        moved(rotated(World::running(USER).mirrored()), 1),
    ] {
        holds("drift of a registry", &world, &[daily(2)], bounds);
    }
}

#[test]
fn what_a_registry_refuses_to_let_go_stays() {
    let bounds = Bounds {
        weeks: 2,
        ..Bounds::NONE
    };
    for world in [
        updated(World::running(USER).mirrored(), ROLE),
        rotated(World::running(USER).mirrored()),
    ] {
        let mut world = world;
        world.ways.is_registry_refused = true;
        explore(&world, &[daily(3)], bounds, &Rules::real(), false).unwrap();
    }
}
