//! The stack is deleted: under `Protect` nothing in use goes, under `Revoke` everything does.

use domain::onboarding::DeletionRule;

use crate::{
    Bounds, ROLE, Task, USER, World, holds, rotated, rotation,
    world::{Cluster, Link, Name},
};

const LIVE: Bounds = Bounds {
    faults: 1,
    away: 1,
    deployments: 1,
    links: 2,
    ..Bounds::NONE
};

/// A second cluster is linked to other credentials for the stack's role.
pub(crate) fn with_second_credentials() -> World {
    let mut world = World::running(ROLE);
    world.qovery.theirs = world.access(ROLE);
    world.clusters.push(Cluster {
        link: Link::Theirs,
        runs_on: world.access(ROLE),
        ..Cluster::default()
    });
    world
}

const PROTECT: Task = Task::Deletion(DeletionRule::Protect);
const REVOKE: Task = Task::Deletion(DeletionRule::Revoke);

#[test]
fn under_protect_a_cluster_keeps_its_access() {
    for present in [ROLE, USER] {
        let tasks = [(PROTECT, 3), (Task::Reconciliation, 1)];
        holds("protect", &World::running(present), &tasks, LIVE);
    }
}

#[test]
fn under_protect_what_was_superseded_is_judged_together_with_the_rest() {
    let mut world = rotated(World::running(USER));
    world.create(ROLE);
    let tasks = [(PROTECT, 2), (Task::Reconciliation, 2)];
    holds("protect with a role", &world, &tasks, LIVE);
}

#[test]
fn under_protect_a_cluster_of_other_credentials_for_the_role_keeps_its_access() {
    let world = with_second_credentials();
    holds("second credentials", &world, &[(PROTECT, 3)], LIVE);
}

#[test]
fn under_protect_a_rotation_under_way_loses_no_key_and_leaves_none() {
    let bounds = Bounds {
        faults: 1,
        links: 1,
        ..Bounds::NONE
    };
    let tasks = [(PROTECT, 2), (rotation("one"), 1)];
    holds(
        "protect and a rotation",
        &World::running(USER),
        &tasks,
        bounds,
    );
}

#[test]
fn under_revoke_everything_goes_whatever_qovery_says() {
    for present in [ROLE, USER] {
        let mut world = World::running(present);
        world.create(Name::Role(1));
        let tasks = [(REVOKE, 3), (Task::Reconciliation, 1)];
        holds("revoke", &world, &tasks, LIVE);
    }
}
