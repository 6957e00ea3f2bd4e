//! Faults in what the functions owe to the decisions.

use super::{IN_USE, STAYS, is_caught, without};
use crate::{
    Bounds, ROLE, Task, USER, World,
    switches::{OTHER_ROLE, moved, updated},
};

fn update(to: crate::world::Name) -> (Task, u8) {
    (Task::Update(to), 1)
}

/// The switch that deletes the key, or the role, which clusters run on.
#[test]
fn an_update_that_takes_away_what_it_supersedes_is_caught() {
    let rules = without(|flow| flow.keeps_what_leaves = false);
    for (from, to) in [(USER, ROLE), (ROLE, USER)] {
        let world = World::running(from);
        is_caught(&world, &[update(to)], Bounds::NONE, &rules, IN_USE);
    }
    let renamed = crate::rotated(World::running(USER));
    is_caught(&renamed, &[update(ROLE)], Bounds::NONE, &rules, IN_USE);
}

/// `CloudFormation` deletes a replaced role in its clean-up.
#[test]
fn an_identity_that_the_template_does_not_retain_is_caught() {
    let rules = without(|flow| flow.retains = false);
    let tasks = [update(OTHER_ROLE)];
    is_caught(&World::running(ROLE), &tasks, Bounds::NONE, &rules, IN_USE);
}

#[test]
fn a_time_that_is_noted_beside_a_deployment_is_caught() {
    let rules = without(|flow| flow.waits_for_clusters = false);
    let bounds = Bounds {
        deployments: 1,
        ..Bounds::NONE
    };
    for (from, to) in [(ROLE, OTHER_ROLE), (USER, ROLE)] {
        let world = World::running(from);
        is_caught(&world, &[update(to)], bounds, &rules, IN_USE);
    }
}

/// Another name of the credentials, beside a rotation: Qovery is given the key before again.
#[test]
fn an_update_that_leaves_the_note_of_another_key_is_caught() {
    let rules = without(|flow| flow.forgets_before_giving = false);
    let bounds = Bounds {
        deployments: 1,
        ..Bounds::NONE
    };
    let tasks = [update(USER), (crate::rotation("one"), 2)];
    is_caught(&World::running(USER), &tasks, bounds, &rules, IN_USE);
}

/// The role was let go before, and its time is nearly over.
#[test]
fn an_update_that_notes_nothing_before_it_gives_is_caught() {
    let rules = without(|flow| flow.notes_before_giving = false);
    let bounds = Bounds {
        deployments: 2,
        ..Bounds::NONE
    };
    let world = moved(updated(World::running(ROLE), OTHER_ROLE), 2);
    let tasks = [update(ROLE), update(OTHER_ROLE)];
    is_caught(&world, &tasks, bounds, &rules, IN_USE);
}

#[test]
fn a_roll_back_that_notes_nothing_before_it_gives_back_is_caught() {
    let rules = without(|flow| flow.notes_before_giving_back = false);
    let bounds = Bounds {
        failures: 1,
        deployments: 1,
        ..Bounds::NONE
    };
    let world = moved(updated(World::running(ROLE), OTHER_ROLE), 2);
    is_caught(&world, &[update(ROLE)], bounds, &rules, IN_USE);
    // A user of which nothing says where its keys are stored stays for ever.
    let tasks = [update(USER)];
    is_caught(&World::running(ROLE), &tasks, bounds, &rules, STAYS);
}

/// The update names a role that the reconciliation is about to delete.
#[test]
fn a_reconciliation_that_does_not_ask_again_is_caught() {
    let rules = without(|flow| flow.asks_again = false);
    let mut world = moved(updated(World::running(ROLE), OTHER_ROLE), 2);
    crate::events::pass_a_week(&mut world, false);
    let bounds = Bounds {
        deployments: 1,
        ..Bounds::NONE
    };
    let tasks = [(Task::Reconciliation, 1), update(ROLE)];
    is_caught(&world, &tasks, bounds, &rules, "");
}
