//! Faults in the end of what something has superseded.

use domain::{
    identities::{Identity, IdentityStep, SupersededNote},
    qovery::{ClusterState, ClusterStatus, Organization},
    reconciliation::{Expected, Observed, Repair, assess, plan},
    rotation::{Facts, Goal, Next, next},
};
use time::OffsetDateTime;

use super::{IN_USE, STAYS, is_caught};
use crate::{
    Bounds, ROLE, Task, USER, World, rotated,
    rules::Rules,
    switches::{OTHER_ROLE, moved, updated},
};

/// Sees the same world through other eyes.
pub(super) fn seeing(
    expected: &Expected,
    observed: &Observed,
    change: fn(&mut Organization),
) -> Vec<Repair> {
    let mut seen = observed.clone();
    seen.organization.iter_mut().for_each(change);
    for facts in seen.keys.iter_mut().flatten() {
        facts.organization.as_mut().map(change);
    }
    plan(expected, &seen, &assess(expected, &seen))
}

pub(super) fn next_seeing(
    goal: &Goal,
    facts: &Facts,
    now: OffsetDateTime,
    change: fn(&mut Organization),
) -> Next {
    let mut seen = facts.clone();
    seen.organization.as_mut().map(change);
    next(goal, &seen, now)
}

fn each_status(organization: &mut Organization, change: impl FnMut(&mut ClusterStatus)) {
    let statuses = organization.clusters.iter_mut();
    statuses.flat_map(|all| all.values_mut()).for_each(change);
}

pub(super) fn daily(runs: u8) -> [(Task, u8); 1] {
    [(Task::Reconciliation, runs)]
}

/// Three stacks that have let something go a moment ago.
pub(super) fn superseded() -> [World; 3] {
    [
        updated(World::running(ROLE), OTHER_ROLE),
        updated(World::running(USER), ROLE),
        rotated(World::running(USER)),
    ]
}

/// A deployment that began with the old access ends after the note.
#[test]
fn a_deployment_under_way_that_counts_as_none_is_caught() {
    fn at_rest(organization: &mut Organization) {
        each_status(organization, |status| {
            status.state = Some(ClusterState::Deployed);
        });
    }
    let rules = Rules {
        plan: |expected, observed| seeing(expected, observed, at_rest),
        next: |goal, facts, now| next_seeing(goal, facts, now, at_rest),
        ..Rules::real()
    };
    let bounds = Bounds {
        deployments: 1,
        weeks: 2,
        ..Bounds::NONE
    };
    for mut world in superseded() {
        // A deployment with the old access was under way beside the change.
        let runs_on = world.clusters[0].runs_on.clone();
        world.clusters[0].doing = crate::world::Doing::Deploying(runs_on);
        for name in world.names().collect::<Vec<_>>() {
            let secret = world.note(name).and_then(|note| note.secret.clone());
            *world.note_mut(name).unwrap() = Some(SupersededNote {
                secret,
                ..SupersededNote::default()
            });
        }
        for user in &mut world.users {
            std::rc::Rc::make_mut(user).ledger.pushed = None;
        }
        is_caught(&world, &daily(4), bounds, &rules, IN_USE);
    }
}

#[test]
fn a_cluster_that_was_deployed_before_and_counts_as_moved_is_caught() {
    fn moved(organization: &mut Organization) {
        each_status(organization, |status| {
            status.last_deployment_at = Some(time::macros::datetime!(2030-01-01 00:00 UTC));
        });
    }
    let rules = Rules {
        plan: |expected, observed| seeing(expected, observed, moved),
        next: |goal, facts, now| next_seeing(goal, facts, now, moved),
        ..Rules::real()
    };
    for world in superseded() {
        is_caught(&world, &daily(1), Bounds::NONE, &rules, IN_USE);
    }
}

/// Qovery's maintenance deploys clusters every week: nothing would ever go.
#[test]
fn a_quiet_time_that_every_deployment_begins_anew_is_caught() {
    fn latest(organization: Option<&Organization>) -> Option<OffsetDateTime> {
        let statuses = organization?.clusters.iter().flat_map(|all| all.values());
        statuses
            .filter_map(|status| status.last_deployment_at)
            .max()
    }
    fn used_by_deployments(facts: &mut Facts) {
        let latest = latest(facts.organization.as_ref());
        for used in facts.last_used.values_mut() {
            *used = (*used).max(latest);
        }
    }
    let rules = Rules {
        plan: |expected, observed| {
            let mut seen = observed.clone();
            let latest = latest(seen.organization.as_ref().ok());
            seen.keys.iter_mut().flatten().for_each(used_by_deployments);
            for identity in seen.superseded.iter_mut().flatten() {
                match identity {
                    Identity::Role(own) => own.role.last_used_at = latest,
                    Identity::User(own) => used_by_deployments(&mut own.keys),
                }
            }
            plan(expected, &seen, &assess(expected, &seen))
        },
        next: |goal, facts, now| {
            let mut seen = facts.clone();
            used_by_deployments(&mut seen);
            next(goal, &seen, now)
        },
        ..Rules::real()
    };
    let [role, user, key] = superseded();
    for world in [role, user] {
        is_caught(&world, &[], Bounds::NONE, &rules, STAYS);
    }
    is_caught(&key, &[], Bounds::NONE, &rules, "no rotation completes");
}

/// A cluster that left without a deployment runs on the old role for as long as it likes.
#[test]
fn a_last_use_that_does_not_count_is_caught() {
    let rules = Rules {
        plan: |expected, observed| {
            let mut seen = observed.clone();
            for identity in seen.superseded.iter_mut().flatten() {
                if let Identity::Role(own) = identity {
                    own.role.last_used_at = None;
                }
            }
            plan(expected, &seen, &assess(expected, &seen))
        },
        ..Rules::real()
    };
    let mut world = updated(World::running(ROLE), OTHER_ROLE);
    world.ways.are_uses_seen = true;
    let bounds = Bounds {
        links: 1,
        ..Bounds::NONE
    };
    is_caught(&world, &[], bounds, &rules, IN_USE);
}

fn is_anew(repair: &Repair) -> bool {
    matches!(repair, Repair::Identity(_, IdentityStep::Note(note)) if note.at.is_none())
}

/// A person gives Qovery an access that was let go; clusters take it, and the stack's own is given
/// back.
#[test]
fn a_note_that_survives_being_shown_again_is_caught() {
    let rules = Rules {
        plan: |expected, observed| {
            let mut repairs = plan(expected, observed, &assess(expected, observed));
            repairs.retain(|repair| !is_anew(repair));
            repairs
        },
        ..Rules::real()
    };
    let bounds = Bounds {
        drift: 1,
        deployments: 1,
        ..Bounds::NONE
    };
    let world = moved(updated(World::running(ROLE), OTHER_ROLE), 2);
    is_caught(&world, &daily(1), bounds, &rules, IN_USE);
}

#[test]
fn a_note_that_begins_anew_after_the_access_was_given_back_is_caught() {
    let rules = Rules {
        plan: |expected, observed| {
            let mut repairs = plan(expected, observed, &assess(expected, observed));
            repairs.sort_by_key(is_anew);
            repairs
        },
        ..Rules::real()
    };
    let bounds = Bounds {
        drift: 1,
        deployments: 1,
        faults: 1,
        ..Bounds::NONE
    };
    let world = moved(updated(World::running(ROLE), OTHER_ROLE), 2);
    is_caught(&world, &daily(2), bounds, &rules, IN_USE);
}

#[test]
fn a_note_on_a_user_that_loses_its_secret_is_caught() {
    let rules = Rules {
        plan: |expected, observed| {
            let mut repairs = plan(expected, observed, &assess(expected, observed));
            for repair in &mut repairs {
                if let Repair::Identity(_, IdentityStep::Note(note)) = repair
                    && note.at.is_none()
                {
                    note.secret = None;
                }
            }
            repairs
        },
        ..Rules::real()
    };
    let bounds = Bounds {
        drift: 1,
        ..Bounds::NONE
    };
    let world = updated(World::running(USER), ROLE);
    is_caught(&world, &daily(1), bounds, &rules, STAYS);
}
