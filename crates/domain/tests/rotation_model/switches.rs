//! Another role, another method, another name, there and back, under running clusters.

use crate::{
    Bounds, ROLE, Rules, Task, USER, World, daily, explored, holds, recovery, rotated, rotation,
    steps::{self, pending},
    world::{Cluster, Link, Look, Name, Phase},
};

pub(crate) const OTHER_ROLE: Name = Name::Role(1);
const OTHER_USER: Name = Name::User(1);

fn update(to: Name) -> (Task, u8) {
    (Task::Update(to), 1)
}

/// Both meanings of the date of a deployment.
fn in_both_ways(world: World) -> [World; 2] {
    let mut dated_at_begin = world.clone();
    dated_at_begin.ways.is_dated_at_begin = true;
    [world, dated_at_begin]
}

/// The same after an update that went well, seen by no reconciliation yet.
pub(crate) fn updated(mut world: World, to: Name) -> World {
    let rules = Rules::real();
    world.stack.begin(Phase::Updating(to));
    world.create(to);
    let steps = steps::update(&world, to, &rules);
    recovery::walk(&mut world, steps, &rules).unwrap();
    world.stack.phase = Phase::AtRest;
    world.stack.present = to;
    world.seconds += 60;
    world
}

/// The same after clusters were deployed, and as many daily runs.
pub(crate) fn moved(mut world: World, runs: u8) -> World {
    world.maintain();
    for _ in 0..runs {
        world.seconds += 60;
        let steps = steps::reconciliation(&world, Look::default(), &Rules::real());
        recovery::walk(&mut world, steps, &Rules::real()).unwrap();
    }
    world
}

/// A switch as it is lived: faults, deployments, a week, daily runs.
const LIVE: Bounds = Bounds {
    faults: 1,
    deployments: 1,
    weeks: 1,
    ..Bounds::NONE
};

#[test]
fn another_role_takes_the_one_before_from_no_cluster() {
    for world in in_both_ways(World::running(ROLE)) {
        let tasks = [update(OTHER_ROLE), daily(3)];
        holds("another role", &world, &tasks, LIVE);
    }
}

#[test]
fn a_switch_to_a_key_takes_the_role_from_no_cluster() {
    for world in in_both_ways(World::running(ROLE)) {
        holds("role to key", &world, &[update(USER), daily(2)], LIVE);
    }
}

#[test]
fn a_switch_to_a_role_takes_the_key_from_no_cluster_before_or_after_a_rotation() {
    for world in in_both_ways(World::running(USER)) {
        let tasks = [update(ROLE), daily(2)];
        holds("key to role", &world, &tasks, LIVE);
        let bounds = Bounds { faults: 0, ..LIVE };
        holds("after a rotation", &rotated(world), &tasks, bounds);
    }
}

#[test]
fn a_switch_or_another_name_beside_a_rotation_takes_no_key_in_use() {
    let bounds = Bounds {
        deployments: 1,
        ..Bounds::NONE
    };
    for to in [ROLE, USER] {
        let tasks = [update(to), (rotation("one"), 2)];
        explored("update and rotation", &World::running(USER), &tasks, bounds);
    }
}

#[test]
fn a_way_back_meets_the_user_that_is_still_kept() {
    let bounds = Bounds {
        deployments: 1,
        ..Bounds::NONE
    };
    let tasks = [update(ROLE), update(OTHER_USER)];
    holds("there and back", &World::running(USER), &tasks, bounds);
    let world = updated(World::running(USER), ROLE);
    let bounds = Bounds { faults: 0, ..LIVE };
    holds("back", &world, &[update(OTHER_USER), daily(2)], bounds);
}

#[test]
fn an_update_that_is_taken_back_leaves_what_clusters_took_meanwhile() {
    let bounds = Bounds {
        failures: 1,
        deployments: 2,
        ..Bounds::NONE
    };
    for (from, to) in [(ROLE, OTHER_ROLE), (ROLE, USER), (USER, ROLE)] {
        for world in in_both_ways(World::running(from)) {
            holds("taken back", &world, &[update(to)], bounds);
        }
    }
}

/// `RoleArn` names a role that the stack has let go, whose time is nearly over.
#[test]
fn a_role_that_is_given_again_begins_anew() {
    let world = moved(updated(World::running(ROLE), OTHER_ROLE), 2);
    let bounds = Bounds {
        failures: 1,
        deployments: 2,
        ..Bounds::NONE
    };
    holds("given again", &world, &[update(ROLE), daily(1)], bounds);
    let bounds = Bounds {
        deployments: 2,
        ..Bounds::NONE
    };
    let twice = [update(ROLE), update(OTHER_ROLE)];
    holds("given twice", &world, &twice, bounds);
}

#[test]
fn what_a_person_gives_qovery_again_begins_anew() {
    let bounds = Bounds {
        drift: 1,
        deployments: 1,
        faults: 1,
        weeks: 1,
        ..Bounds::NONE
    };
    for (from, to) in [(ROLE, OTHER_ROLE), (USER, ROLE), (ROLE, USER)] {
        let world = moved(updated(World::running(from), to), 2);
        holds("drift", &world, &[daily(2)], bounds);
    }
    let world = moved(rotated(World::running(USER)), 1);
    holds("drift of a key", &world, &[daily(2)], bounds);
}

#[test]
fn reconciliations_at_once_take_nothing_in_use() {
    let bounds = Bounds {
        deployments: 1,
        weeks: 1,
        ..Bounds::NONE
    };
    for world in [
        updated(World::running(ROLE), OTHER_ROLE),
        updated(World::running(USER), ROLE),
        rotated(World::running(USER)),
    ] {
        holds("twice a day", &world, &[daily(2), daily(2)], bounds);
    }
}

#[test]
fn clusters_that_come_and_leave_lose_nothing() {
    let mut world = World::running(ROLE);
    world.clusters.push(Cluster {
        link: Link::Elsewhere,
        ..Cluster::default()
    });
    let bounds = Bounds {
        links: 2,
        deployments: 1,
        ..Bounds::NONE
    };
    let tasks = [update(OTHER_ROLE), daily(2)];
    holds("come and leave", &world, &tasks, bounds);
    // A cluster that leaves without a deployment is seen by its use alone.
    world.ways.are_uses_seen = true;
    let world = updated(world, OTHER_ROLE);
    let bounds = Bounds { weeks: 1, ..bounds };
    holds("leave unseen", &world, &[daily(2)], bounds);
}

#[test]
fn a_cluster_that_was_never_deployed_takes_what_is_given_now() {
    let mut world = World::running(ROLE);
    world.clusters.push(Cluster {
        deployed_at: None,
        ..Cluster::default()
    });
    let bounds = Bounds {
        deployments: 2,
        weeks: 1,
        ..Bounds::NONE
    };
    let tasks = [update(OTHER_ROLE), daily(2)];
    holds("never deployed", &world, &tasks, bounds);
}

#[test]
fn somebody_elses_credentials_for_the_role_hold_it() {
    let world = crate::deletions::with_second_credentials();
    let tasks = [update(OTHER_ROLE), daily(2)];
    holds("second credentials", &world, &tasks, LIVE);
}

#[test]
fn a_day_without_qovery_takes_nothing() {
    let bounds = Bounds {
        away: 1,
        deployments: 1,
        weeks: 2,
        ..Bounds::NONE
    };
    for (from, to) in [(ROLE, OTHER_ROLE), (USER, ROLE)] {
        let world = updated(World::running(from), to);
        holds("Qovery is away", &world, &[daily(4)], bounds);
    }
}

/// A user whose note lost its secret would never go.
#[test]
fn the_note_on_a_user_names_its_secret() {
    let world = updated(World::running(USER), ROLE);
    let note = world.note(USER).unwrap();
    assert_eq!(note.secret, pending(USER).secret);
}
