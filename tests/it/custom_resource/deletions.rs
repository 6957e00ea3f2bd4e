//! A deletion under `Protect`: everything that is proven unused goes.

use std::time::Duration;

use domain::{
    aws::stack::StackStatus::{DeleteInProgress, UpdateInProgress},
    rotation::RotationStep,
};
use serde_json::{Value, json};
use support::world::{At, Fault, HeldValues};

use super::{
    MakeWorld,
    account::{
        KEY_SECRET, ORGANIZATION, USER, connected_by_key, connected_by_role, credentials,
        from_key_to_role, link, organization, with_role,
    },
    away::AWAY,
    event, names, send,
    superseded_keys::{stage, take_step},
};
use crate::own_stack::PERMISSIONS;

/// In words, the world with the stack, and the request that deletes it.
pub(super) type Deletion = (&'static str, MakeWorld, Value);

/// Stacks, each with the request that deletes it.
pub(super) fn stacks() -> [Deletion; 4] {
    let adopted = |mut event: Value| {
        let id = event["PhysicalResourceId"].as_str().unwrap_or_default();
        event["PhysicalResourceId"] = json!(id.replace("created", "adopted"));
        event
    };
    [
        ("role", connected_by_role, event("delete")),
        ("key", connected_by_key, event("delete-key")),
        ("adopted role", connected_by_role, event("delete-adopted")),
        (
            "adopted key",
            connected_by_key,
            adopted(event("delete-key")),
        ),
    ]
}

#[tokio::test(start_paused = true)]
async fn what_nothing_uses_goes_with_everything_that_the_stack_has_made() {
    for (stack, make, delete) in stacks() {
        let world = make();
        let id = world.edit(|state| credentials(state).id.clone());
        // Never deployed: it runs on nothing.
        if stack.starts_with("adopted") {
            world.edit(|state| {
                state.link_cluster(ORGANIZATION, "ready", &id);
                // Without a registry, which would keep a copy.
                organization(state).registries.clear();
            });
        }
        let answer = send(&world, DeleteInProgress, delete).await;
        assert_eq!(answer["Status"], "SUCCESS", "{stack}: {answer}");
        let state = world.state();
        assert!(!state.roles.contains_key("qovery-role"), "{stack}");
        assert!(!state.users.contains_key(USER), "{stack}");
        assert!(state.policies.is_empty(), "{stack}");
        let secret = state.secrets.get(KEY_SECRET);
        assert!(
            secret.is_none_or(|secret| secret.deleted_at.is_some()),
            "{stack}"
        );
        let stays = usize::from(stack.starts_with("adopted"));
        assert_eq!(names(&world, ORGANIZATION).len(), stays, "{stack}");
        assert!(
            state.roles.contains_key("published"),
            "it is another stack's"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_deletion_that_was_held_goes_through_once_the_clusters_have_moved() {
    for (stack, make, delete) in stacks() {
        let world = make();
        world.edit(|state| link(state, "production"));
        let held = send(&world, DeleteInProgress, delete.clone()).await;
        assert_eq!(held["Status"], "FAILED", "{stack}: {held}");
        let other = world.edit(|state| {
            let other = HeldValues::role("arn:aws:iam::999999999999:role/other");
            let id = state.add_credentials(ORGANIZATION, "other", other.clone());
            let id = id.expect("the organization is there");
            organization(state).clusters[0].credentials = id.to_string();
            state.maintain(ORGANIZATION);
            other
        });
        let held = send(&world, DeleteInProgress, delete.clone()).await;
        assert_eq!(held["Status"], "FAILED", "its registry: {stack}: {held}");
        world.edit(|state| organization(state).registries[0].values = other);
        let answer = send(&world, DeleteInProgress, delete).await;
        assert_eq!(answer["Status"], "SUCCESS", "{stack}: {answer}");
        assert!(world.state().policies.is_empty(), "{stack}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_superseded_identity_that_was_used_lately_holds_the_deletion_of_the_stack() {
    let world = from_key_to_role();
    send(&world, UpdateInProgress, event("update-to-role")).await;
    world.edit(|state| {
        let now = state.now;
        state.users.get_mut(USER).expect("it is there").keys[0].last_used_at = Some(now);
        state.advance(Duration::from_hours(6 * 24));
    });
    let held = send(&world, DeleteInProgress, event("delete")).await;
    assert_eq!(held["Status"], "FAILED", "{held}");
    assert!(
        held["Reason"]
            .as_str()
            .unwrap_or_default()
            .contains("has to be quiet until")
    );
    assert!(
        world.state().roles.contains_key("qovery-role"),
        "all are judged together"
    );
    world.edit(|state| state.advance(Duration::from_hours(2 * 24)));
    let answer = send(&world, DeleteInProgress, event("delete")).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    let state = world.state();
    assert!(!state.roles.contains_key("qovery-role") && !state.users.contains_key(USER));
}

#[tokio::test(start_paused = true)]
async fn what_was_never_registered_goes_with_qovery_away() {
    for (how, away) in AWAY {
        let world = with_role();
        away(&world);
        let answer = send(&world, DeleteInProgress, event("delete-failed-create")).await;
        assert_eq!(answer["Status"], "SUCCESS", "{how}: {answer}");
        assert!(world.state().policies.is_empty(), "{how}: {answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_policy_that_is_attached_elsewhere_stays_and_is_named() {
    let world = connected_by_role();
    world.edit(|state| {
        state.add_role("arn:aws:iam::123456789012:role/theirs", "{}");
        let theirs = state.roles.get_mut("theirs").expect("it is there");
        theirs.attached.boundary = Some(PERMISSIONS.to_owned());
    });
    let answer = send(&world, DeleteInProgress, event("delete")).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    let reason = answer["Reason"].as_str().unwrap_or_default();
    assert!(
        reason.contains(PERMISSIONS) && reason.contains("theirs"),
        "{reason}"
    );
    assert!(world.state().policies.contains_key(PERMISSIONS));
}

/// A rotation that was broken off between the creation of a key and its storage, long ago or now.
#[tokio::test(start_paused = true)]
async fn a_key_that_was_created_and_never_stored_goes_with_the_stack() {
    for age in [Duration::from_hours(24), Duration::ZERO] {
        let world = connected_by_key();
        stage(&world);
        world.forget_calls();
        world.inject(At::Operation("iam:CreateAccessKey", 1), Fault::LostAnswer);
        take_step(&world, RotationStep::CreateSecret)
            .await
            .unwrap_err();
        assert_eq!(world.state().users[USER].keys.len(), 2, "{age:?}");
        world.edit(|state| state.advance(age));
        let answer = send(&world, DeleteInProgress, event("delete-key")).await;
        assert_eq!(answer["Status"], "SUCCESS", "{age:?}: {answer}");
        assert!(!world.state().users.contains_key(USER), "{age:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_nothing_explains_holds_the_stack_and_is_named_with_what_to_do() {
    let world = connected_by_key();
    stage(&world);
    let key = world.edit(|state| state.add_key(USER).expect("room for it").id);
    let answer = send(&world, DeleteInProgress, event("delete-key")).await;
    assert_eq!(answer["Status"], "FAILED", "{answer}");
    let reason = answer["Reason"].as_str().unwrap_or_default();
    let named = format!("key {key}, which the stack's secret does not hold: delete it");
    assert!(reason.contains(&named), "{reason}");
}
