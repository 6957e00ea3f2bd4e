//! Static keys: the first key, the switch from one method to the other, a move, and the end.

use std::{collections::BTreeSet, time::Duration};

use domain::aws::stack::StackStatus::{
    CreateInProgress, DeleteInProgress, UpdateCompleteCleanupInProgress, UpdateInProgress,
};
use serde_json::{Value, json};
use support::world::{HeldValues, World};

use super::{
    Config, TIME_LEFT,
    account::{
        KEY_SECRET, ORGANIZATION, OTHER_ORGANIZATION, ROLE, USER, connected_by_key, credentials,
        cut_off, from_role_to_key, link, with_user,
    },
    after, answer, config, event, handle, names, reason, send,
};
use crate::own_stack::STACK;

/// The ids of the keys: of the user, in `AWSCURRENT`, and at Qovery.
fn keys(world: &World) -> (BTreeSet<String>, Option<String>, Option<String>) {
    let state = world.state();
    let user = state.users.get(USER);
    let of_user = user.map(|user| user.keys.iter().map(|key| key.id.to_string()).collect());
    let mut versions = state.secrets[KEY_SECRET].versions.values();
    let current = versions.find(|version| version.labels.contains("AWSCURRENT"));
    let current = current.and_then(|version| version.value.as_deref());
    let current: Option<Value> = current.and_then(|value| serde_json::from_str(value).ok());
    let held = state.organizations[ORGANIZATION].credentials.first();
    let at_qovery = held.and_then(|held| match &held.values {
        HeldValues::Static(id, _) => Some(id.clone()),
        _ => None,
    });
    (
        of_user.unwrap_or_default(),
        current.and_then(|value| value["access_key_id"].as_str().map(str::to_owned)),
        at_qovery,
    )
}

#[tokio::test(start_paused = true)]
async fn a_create_issues_one_key_and_a_repeat_finds_it_again() {
    let world = with_user();
    for _ in 0..2 {
        let answer = send(&world, CreateInProgress, event("create-key")).await;
        assert_eq!(answer["Status"], "SUCCESS", "{answer}");
        assert_eq!(answer["Data"]["RoleArn"], Value::Null);
        let (of_user, current, at_qovery) = keys(&world);
        assert_eq!(of_user.len(), 1);
        assert_eq!(of_user.first(), current.as_ref());
        assert_eq!(current, at_qovery);
    }
}

/// An old key takes its slot for two grace periods of seven days.
#[tokio::test(start_paused = true)]
async fn a_schedule_that_leaves_an_old_key_no_time_to_go_is_said_at_deployment() {
    for (schedule, is_said) in [("rate(14 days)", true), ("rate(90 days)", false)] {
        let world = with_user();
        world.edit(|state| state.move_stack(STACK, CreateInProgress));
        let config = Config {
            rotation_schedule: schedule.to_owned(),
            ..config()
        };
        let (create, clock) = (event("create-key"), || world.now());
        let handled = custom_resource::handle(create, &world, &config, TIME_LEFT, &clock);
        handled.await.unwrap();
        let answer = answer(&world);
        assert_eq!(answer["Status"], "SUCCESS", "{answer}");
        let says = reason(&answer).contains("schedule-too-short");
        assert_eq!(says, is_said, "{schedule}: {answer}");
    }
}

/// Lambda delivers an event at least once.
#[tokio::test(start_paused = true)]
async fn a_create_that_is_delivered_twice_at_once_succeeds_with_one_key() {
    for turns in 0..40 {
        let world = with_user();
        world.edit(|state| state.move_stack(STACK, CreateInProgress));
        let later = async {
            for _ in 0..turns {
                tokio::task::yield_now().await;
            }
            handle(&world, event("create-key")).await
        };
        let (one, other) = tokio::join!(handle(&world, event("create-key")), later);
        assert!(one.is_ok() && other.is_ok());
        for (_, answer) in world.state().answers {
            let answer: Value = serde_json::from_str(&answer).expect("JSON");
            assert_eq!(answer["Status"], "SUCCESS", "{turns}: {answer}");
        }
        let (of_user, current, at_qovery) = keys(&world);
        assert_eq!((of_user.len(), &current), (1, &at_qovery), "{turns}");
        assert_eq!(of_user.first(), current.as_ref(), "{turns}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_key_of_a_create_is_waited_for_until_aws_knows_it() {
    let world = with_user();
    world.edit(|state| {
        state.propagation.calls = 4;
        state.propagation.lists = 2;
    });
    let answer = send(&world, CreateInProgress, event("create-key")).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    let (of_user, current, at_qovery) = keys(&world);
    assert_eq!((of_user.len(), current), (1, at_qovery));
}

#[tokio::test(start_paused = true)]
async fn a_persons_key_holds_the_deletion_and_is_named() {
    let world = connected_by_key();
    let persons = world.edit(|state| {
        state.advance(Duration::from_hours(1));
        state.add_key(USER).expect("it is there").id
    });
    let held = send(&world, DeleteInProgress, event("delete-key")).await;
    assert_eq!(held["Status"], "FAILED", "{held}");
    let reason = held["Reason"].as_str().unwrap_or_default();
    assert!(reason.contains(persons.as_str()), "{reason}");
    assert_eq!(keys(&world).0.len(), 2, "all are judged together");
    world.edit(|state| {
        let user = state.users.get_mut(USER).expect("it is there");
        user.keys.retain(|key| key.id != persons);
    });
    let deleted = send(&world, DeleteInProgress, event("delete-key")).await;
    assert_eq!(deleted["Status"], "SUCCESS", "{deleted}");
}

#[tokio::test(start_paused = true)]
async fn what_moved_to_another_organization_keeps_its_key() {
    let world = connected_by_key();
    let created = event("delete-key");
    let mut update = event("update-to-key");
    update["OldResourceProperties"] = update["ResourceProperties"].clone();
    update["ResourceProperties"]["OrganizationId"] = json!(OTHER_ORGANIZATION);
    let moved = send(&world, UpdateInProgress, update).await;
    assert_eq!(moved["Status"], "SUCCESS", "{moved}");
    assert_ne!(moved["PhysicalResourceId"], created["PhysicalResourceId"]);
    let cleaned_up = send(&world, UpdateCompleteCleanupInProgress, created).await;
    assert_eq!(cleaned_up["Status"], "SUCCESS", "{cleaned_up}");
    assert_eq!(names(&world, ORGANIZATION), [""; 0]);
    assert_eq!(keys(&world).0.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_organization_is_not_left_while_clusters_use_its_credentials() {
    let world = connected_by_key();
    world.edit(|state| link(state, "production"));
    let mut update = event("update-to-key");
    update["OldResourceProperties"] = update["ResourceProperties"].clone();
    update["ResourceProperties"]["OrganizationId"] = json!(OTHER_ORGANIZATION);
    let refused = send(&world, UpdateInProgress, update).await;
    assert_eq!(refused["Status"], "FAILED", "{refused}");
    let reason = refused["Reason"].as_str().unwrap_or_default();
    assert!(reason.contains("`production`"), "{reason}");
    assert_eq!(names(&world, OTHER_ORGANIZATION), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_switch_there_and_back_keeps_the_credentials_and_the_key() {
    let world = from_role_to_key();
    let on_key = send(&world, UpdateInProgress, event("update-to-key")).await;
    let id = &event("update-to-key")["PhysicalResourceId"];
    assert_eq!(on_key["PhysicalResourceId"], *id, "{on_key}");
    let (of_user, current, at_qovery) = keys(&world);
    assert_eq!((of_user.len(), &current), (1, &at_qovery));
    let back = send(&world, UpdateInProgress, event("update-to-role")).await;
    assert_eq!(back["PhysicalResourceId"], *id, "{back}");
    let held = world.edit(|state| credentials(state).values.clone());
    assert_eq!(held.identity(), Some(ROLE));
    assert_eq!(keys(&world).0, of_user, "the key stays until it is retired");
}

#[tokio::test(start_paused = true)]
async fn new_credentials_are_made_where_qovery_refuses_the_change_of_type() {
    let world = from_role_to_key();
    world.edit(|state| {
        link(state, "production");
        state.qovery.allows_change_of_type = false;
    });
    let update = event("update-to-key");
    let switched = send(&world, UpdateInProgress, update.clone()).await;
    assert_eq!(switched["Status"], "SUCCESS", "{switched}");
    assert_ne!(switched["PhysicalResourceId"], update["PhysicalResourceId"]);
    let reason = switched["Reason"].as_str().unwrap_or_default();
    assert!(reason.contains("credentials-replaced"), "{reason}");
    let cleaned_up = after(event("delete"), &update);
    let cleaned_up = send(&world, UpdateCompleteCleanupInProgress, cleaned_up).await;
    assert_eq!(cleaned_up["Status"], "SUCCESS", "{cleaned_up}");
    assert_eq!(names(&world, ORGANIZATION).len(), 2, "a cluster is linked");
    assert_eq!(cut_off(&world), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_create_whose_request_id_names_no_version_says_so_and_creates_no_key() {
    let world = with_user();
    let mut create = event("create-key");
    create["RequestId"] = json!("");
    let answer = send(&world, CreateInProgress, create).await;
    assert_eq!(answer["Status"], "FAILED", "{answer}");
    let reason = answer["Reason"].as_str().unwrap_or_default();
    assert!(reason.starts_with("the event's `RequestId`"), "{reason}");
    assert!(world.state().users[USER].keys.is_empty());
}
