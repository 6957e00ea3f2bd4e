//! A deletion under `Protect` of a stack whose role another stack has made: nothing is taken away but
//! the credentials, and what is not known of them holds it.

use domain::{aws::stack::StackStatus::DeleteInProgress, port_error::PortErrorKind};
use serde_json::{Value, json};
use support::world::{At, Fault, HeldValues, World};

use super::{
    account::{PUBLISHED, connected_by_role, credentials, link, organization},
    away::AWAY,
    event,
    held::assert_refused,
    reason, send,
};

/// The credentials show a role of another stack.
fn connected_by_a_given_role() -> (World, Value) {
    let world = connected_by_role();
    world.edit(|state| {
        state.roles.remove("qovery-role");
        credentials(state).values = HeldValues::role(PUBLISHED);
    });
    let mut delete = event("delete");
    delete["ResourceProperties"]["RoleArn"] = json!(PUBLISHED);
    (world, delete)
}

#[tokio::test(start_paused = true)]
async fn credentials_for_a_role_of_another_stack_are_held_by_what_is_not_known() {
    for (how, away) in AWAY {
        let (world, delete) = connected_by_a_given_role();
        world.edit(|state| link(state, "production"));
        away(&world);
        let answer = send(&world, DeleteInProgress, delete).await;
        assert_refused(&world, &answer, how);
    }
}

#[tokio::test(start_paused = true)]
async fn credentials_that_are_not_listed_are_gone_only_where_qovery_denies_them() {
    for is_gone in [false, true] {
        let (world, delete) = connected_by_a_given_role();
        world.edit(|state| {
            let own = credentials(state).clone();
            organization(state).credentials.clear();
            let entry = json!({ "credential": { "id": own.id }, "clusters": null });
            organization(state).unreadable.push(entry);
        });
        if !is_gone {
            let get = At::Operation("GET /organization/{id}/aws/credentials/{id}", 1);
            world.inject(get, Fault::Fail(PortErrorKind::Unavailable));
        }
        let answer = send(&world, DeleteInProgress, delete).await;
        let expected = if is_gone { "SUCCESS" } else { "FAILED" };
        assert_eq!(answer["Status"], expected, "{answer}");
        assert_eq!(
            reason(&answer).contains("gone already"),
            is_gone,
            "{answer}"
        );
    }
}
