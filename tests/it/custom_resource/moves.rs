//! Moves to another organization: nothing looks at the one before any more, so that everything that
//! may use the stack's access there holds the move.

use domain::{
    aws::stack::StackStatus::UpdateInProgress, port_error::PortErrorKind, qovery::CredentialsId,
};
use serde_json::{Value, json};
use support::world::{At, Fault, HeldValues, State, World};

use super::{
    Change, MakeWorld,
    account::{
        ORGANIZATION, OTHER_ORGANIZATION, PUBLISHED, ROLE, SECOND_ROLE, connected_by_key,
        connected_by_role, credentials, link, make_role, organization,
    },
    event, names, reason, send,
};

/// Credentials that a person has registered beside the stack's own.
fn by_hand(state: &mut State, values: HeldValues) -> CredentialsId {
    let id = state.add_credentials(ORGANIZATION, "by hand", values);
    id.expect("the organization is there")
}

/// What may use the access in the organization that the stack leaves.
const USES: [Change; 5] = [
    ("a cluster", |state| link(state, "production")),
    ("a cluster of other credentials", |state| {
        let values = credentials(state).values.clone();
        let id = by_hand(state, values);
        state.add_cluster(ORGANIZATION, "production", &id);
    }),
    ("a Helm repository", |state| {
        let values = credentials(state).values.clone();
        state.add_helm_repository(ORGANIZATION, values);
    }),
    ("an entry that nobody can read", |state| {
        let identity = credentials(state).values.identity().map(str::to_owned);
        let entry = json!({ "credential": { "shown": identity }, "clusters": null });
        organization(state).unreadable.push(entry);
    }),
    ("credentials that are not listed", |state| {
        let own = credentials(state).clone();
        organization(state).credentials.clear();
        let entry = json!({ "credential": { "id": own.id }, "clusters": null });
        organization(state).unreadable.push(entry);
    }),
];

fn to_another_organization(mut update: Value) -> Value {
    let mut properties = update["ResourceProperties"].clone();
    update["OldResourceProperties"] = properties.clone();
    properties["OrganizationId"] = json!(OTHER_ORGANIZATION);
    update["ResourceProperties"] = properties;
    update
}

/// Stacks, each with the Update that moves it.
fn stacks() -> [(MakeWorld, Value); 2] {
    [
        (connected_by_role, event("update-organization")),
        (
            connected_by_key,
            to_another_organization(event("update-to-key")),
        ),
    ]
}

#[track_caller]
fn assert_refused(world: &World, answer: &Value, what: &str) {
    assert_eq!(answer["Status"], "FAILED", "{what}: {answer}");
    assert!(reason(answer).contains("another organization"), "{answer}");
    assert_eq!(names(world, OTHER_ORGANIZATION), [""; 0], "{what}");
}

#[tokio::test(start_paused = true)]
async fn whatever_may_use_the_access_in_the_organization_before_holds_the_move() {
    for (make, update) in stacks() {
        for (how, arrange) in USES {
            let world = make();
            world.edit(arrange);
            // Of credentials that are not listed, Qovery does not say that they are gone.
            for call in 1..=9 {
                let at = At::Operation("GET /organization/{id}/aws/credentials/{id}", call);
                world.inject(at, Fault::Fail(PortErrorKind::Unavailable));
            }
            let answer = send(&world, UpdateInProgress, update.clone()).await;
            assert_refused(&world, &answer, how);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn registries_that_cannot_be_read_hold_the_move() {
    for (make, update) in stacks() {
        let world = make();
        for call in 1..=9 {
            let list = At::Operation("GET /organization/{id}/containerRegistry", call);
            world.inject(list, Fault::Fail(PortErrorKind::AccessDenied));
        }
        let answer = send(&world, UpdateInProgress, update).await;
        assert_refused(&world, &answer, "registries");
    }
}

/// It is retired by what the organization after the move shows.
#[tokio::test(start_paused = true)]
async fn a_role_that_was_superseded_before_holds_the_move_while_a_cluster_uses_it() {
    let world = connected_by_role();
    world.edit(|state| {
        make_role(state, SECOND_ROLE);
        let id = by_hand(state, HeldValues::role(SECOND_ROLE));
        state.add_cluster(ORGANIZATION, "production", &id);
    });
    let answer = send(&world, UpdateInProgress, event("update-organization")).await;
    assert_refused(&world, &answer, SECOND_ROLE);
    assert!(reason(&answer).contains("`production`"), "{answer}");
}

#[tokio::test(start_paused = true)]
async fn what_nothing_uses_moves_beside_what_is_somebody_elses() {
    for (make, update) in stacks() {
        let world = make();
        world.edit(|state| {
            let id = by_hand(state, HeldValues::role(PUBLISHED));
            state.add_cluster(ORGANIZATION, "theirs", &id);
        });
        let answer = send(&world, UpdateInProgress, update).await;
        assert_eq!(answer["Status"], "SUCCESS", "{answer}");
        assert_eq!(names(&world, OTHER_ORGANIZATION).len(), 1, "{answer}");
    }
}

/// Credentials that Qovery denies are gone.
#[tokio::test(start_paused = true)]
async fn credentials_that_are_gone_hold_no_move_unless_the_role_is_used() {
    for is_used in [false, true] {
        let world = connected_by_role();
        world.edit(|state| {
            organization(state).credentials.clear();
            if is_used {
                let id = by_hand(state, HeldValues::role(ROLE));
                state.add_cluster(ORGANIZATION, "production", &id);
            }
        });
        let answer = send(&world, UpdateInProgress, event("update-organization")).await;
        let expected = if is_used { "FAILED" } else { "SUCCESS" };
        assert_eq!(answer["Status"], expected, "{answer}");
    }
}
