//! What `CloudFormation` sends after an update, under every fault: no role or user ever goes.

use domain::aws::stack::StackStatus::{
    UpdateCompleteCleanupInProgress, UpdateRollbackCompleteCleanupInProgress,
    UpdateRollbackInProgress,
};
use support::world::World;

use super::{Request, Run, in_use};
use crate::custom_resource::{
    MakeWorld,
    account::{connected_by_key, connected_by_role},
    event,
};

const MADE: [(MakeWorld, &str); 4] = [
    (connected_by_role, "delete"),
    (|| in_use(connected_by_role), "delete-revoke"),
    (connected_by_key, "delete-key"),
    (|| in_use(connected_by_key), "delete-key"),
];

/// Everything at AWS: roles, users with their keys and policies, secrets.
fn at_aws(world: &World) -> String {
    let state = world.state();
    format!(
        "{:?} {:?} {:?} {:?}",
        state.roles, state.users, state.policies, state.secrets
    )
}

/// The status apart: without it, a Delete touches nothing and fails.
#[tokio::test(start_paused = true)]
async fn a_clean_up_succeeds_and_touches_nothing_at_aws_whatever_struck_it() {
    for status in [
        UpdateCompleteCleanupInProgress,
        UpdateRollbackCompleteCleanupInProgress,
        UpdateRollbackInProgress,
    ] {
        for (make, name) in MADE {
            let delete = Request {
                make,
                status,
                event: event(name),
            };
            let before = at_aws(&delete.world());
            delete
                .with_every_fault(async |run: &Run| {
                    assert_eq!(at_aws(&run.world), before, "{run}");
                    assert!(run.has_succeeded() || run.call == 1, "{run}");
                })
                .await;
        }
    }
}
