//! Faults in the look at registries.

use domain::qovery::{Organization, Registries};

use super::{
    IN_USE, is_caught,
    retirement::{daily, next_seeing, seeing, superseded},
};
use crate::{Bounds, ROLE, USER, rules::Rules};

/// The old access opens a registry, and nobody looks at it.
#[test]
fn a_registry_that_is_not_looked_at_is_caught() {
    fn unseen(organization: &mut Organization) {
        organization.registries = Some(Registries::default());
    }
    let rules = Rules {
        plan: |expected, observed| seeing(expected, observed, unseen),
        next: |goal, facts, now| next_seeing(goal, facts, now, unseen),
        ..Rules::real()
    };
    let bounds = Bounds {
        deployments: 1,
        weeks: 2,
        ..Bounds::NONE
    };
    for (mut world, before) in superseded().into_iter().zip([ROLE, USER, USER]) {
        world.qovery.registry.clone_from(&world.clusters[0].runs_on);
        assert!(world.names().any(|name| name == before));
        is_caught(&world, &daily(4), bounds, &rules, IN_USE);
    }
}
