//! Faults in the deletion of the stack.

use domain::{
    onboarding::{DeletionRule, decide_deletion},
    qovery::{Organization, Registries},
};

use super::{IN_USE, is_caught, without};
use crate::{
    Bounds, ROLE, Task, USER, World,
    deletions::with_second_credentials,
    rules::Rules,
    world::{Link, ours},
};

const PROTECT: [(Task, u8); 1] = [(Task::Deletion(DeletionRule::Protect), 2)];

/// An organization in which nobody is seen.
fn empty() -> Organization {
    Organization {
        registries: Some(Registries::default()),
        ..Organization::default()
    }
}

#[test]
fn a_deletion_that_looks_at_its_own_credentials_alone_is_caught() {
    let rules = Rules {
        delete: |rule, facts| {
            let mut seen = facts.clone();
            seen.organization.iter_mut().for_each(|organization| {
                let entries = &mut organization.credentials.entries;
                entries.retain(|linked| linked.credentials.id == ours());
            });
            decide_deletion(rule, &seen)
        },
        ..Rules::real()
    };
    let mut world = with_second_credentials();
    world.clusters[0].link = Link::Elsewhere;
    world.clusters[0].runs_on = None;
    is_caught(&world, &PROTECT, Bounds::NONE, &rules, IN_USE);
}

/// A revoked token, a proxy's error page, an answer without a list.
#[test]
fn a_deletion_that_takes_no_answer_for_nobody_is_caught() {
    let rules = Rules {
        delete: |rule, facts| {
            let mut seen = facts.clone();
            seen.is_gone |= seen.organization.is_err();
            seen.organization = Ok(seen.organization.unwrap_or_else(|_| empty()));
            decide_deletion(rule, &seen)
        },
        ..Rules::real()
    };
    let bounds = Bounds {
        away: 1,
        ..Bounds::NONE
    };
    for present in [ROLE, USER] {
        let world = World::running(present);
        is_caught(&world, &PROTECT, bounds, &rules, IN_USE);
    }
}

/// `{}` is read as a list without credentials.
#[test]
fn a_deletion_that_takes_an_empty_list_for_nobody_is_caught() {
    let rules = Rules {
        delete: |rule, facts| {
            let mut seen = facts.clone();
            (seen.organization, seen.is_gone) = (Ok(empty()), true);
            decide_deletion(rule, &seen)
        },
        ..Rules::real()
    };
    let world = World::running(ROLE);
    is_caught(&world, &PROTECT, Bounds::NONE, &rules, IN_USE);
}

/// `CloudFormation` goes on deleting what the custom resource depends on.
#[test]
fn a_refusal_that_alone_has_to_protect_is_caught() {
    let rules = without(|flow| flow.retains = false);
    for present in [ROLE, USER] {
        let world = World::running(present);
        is_caught(&world, &PROTECT, Bounds::NONE, &rules, IN_USE);
    }
}

/// A cluster comes between the look and the end of its access.
#[test]
fn a_deletion_that_does_not_begin_with_the_credentials_is_caught() {
    let rules = without(|flow| flow.credentials_first = false);
    let mut world = World::running(ROLE);
    world.clusters[0].link = Link::Elsewhere;
    world.clusters[0].runs_on = None;
    let bounds = Bounds {
        links: 1,
        deployments: 1,
        ..Bounds::NONE
    };
    is_caught(&world, &PROTECT, bounds, &rules, IN_USE);
}
