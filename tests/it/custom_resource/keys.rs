//! Static keys: the first key, the switch from one method to the other, and the end.

use std::{collections::BTreeSet, time::Duration};

use domain::port_error::PortErrorKind;
use serde_json::{Value, json};
use support::world::{At, Fault, HeldValues, World};

use super::{ORGANIZATION, ROLE, TIME_LEFT, TRUSTED, answer, event, now, world};

const USER: &str = "arn:aws:iam::123456789012:user/qovery";
const SECRET: &str = "arn:aws:secretsmanager:eu-west-3:123456789012:secret:qovery-key-AbCdEf";

pub(super) fn static_world() -> World {
    let world = world();
    world.edit(|state| {
        state.add_user(USER);
        state.add_secret(SECRET, None);
    });
    world
}

/// A sample event with the user in place of the role.
pub(super) fn with_user(mut event: Value) -> Value {
    for properties in ["ResourceProperties", "OldResourceProperties"] {
        if let Some(properties) = event.get_mut(properties) {
            properties["AuthenticationMethod"] = json!("StaticCredentials");
            properties["RoleArn"] = json!("");
            properties["RoleIsManaged"] = json!("false");
            properties["UserName"] = json!("qovery");
            properties["SecretArn"] = json!(SECRET);
        }
    }
    event
}

async fn handle(world: &World, event: Value) -> Value {
    world.edit(|state| state.answers.clear());
    // The world's clock goes with the function's.
    let clock = || {
        world.edit(|state| {
            state.now = state.now.max(now());
            state.now
        })
    };
    custom_resource::handle(event, world, TIME_LEFT, &clock)
        .await
        .expect("an answer");
    answer(world)
}

/// The ids of the keys: of the user, in `AWSCURRENT`, and at Qovery.
fn keys(world: &World) -> (BTreeSet<String>, Option<String>, Option<String>) {
    let state = world.state();
    let user = state
        .users
        .get("qovery")
        .map(|user| user.keys.iter().map(|key| key.id.to_string()).collect());
    let versions = &state.secrets[SECRET].versions;
    let current = versions
        .values()
        .find(|version| version.labels.contains("AWSCURRENT"));
    let current = current.and_then(|version| version.value.as_deref());
    let current: Option<Value> = current.and_then(|value| serde_json::from_str(value).ok());
    let held = state.organizations[ORGANIZATION]
        .credentials
        .first()
        .map(|one| one.values.clone());
    (
        user.unwrap_or_default(),
        current.and_then(|value| value["access_key_id"].as_str().map(str::to_owned)),
        match held {
            Some(HeldValues::Static(id, _)) => Some(id),
            _ => None,
        },
    )
}

/// The event that follows an answer.
fn after(mut event: Value, answer: &Value) -> Value {
    event["PhysicalResourceId"] = answer["PhysicalResourceId"].clone();
    event
}

#[tokio::test(start_paused = true)]
async fn a_create_issues_one_key_and_a_repeat_finds_it_again() {
    let world = static_world();
    for _ in 0..2 {
        let answer = handle(&world, with_user(event("create"))).await;
        assert_eq!(answer["Status"], "SUCCESS", "{answer}");
        assert_eq!(answer["Data"]["RoleArn"], Value::Null);
        let (of_user, current, at_qovery) = keys(&world);
        assert_eq!(of_user.len(), 1);
        assert_eq!(of_user.first(), current.as_ref());
        assert_eq!(current, at_qovery);
    }
}

const FAULTS: &[Fault] = &[
    Fault::Fail(PortErrorKind::AccessDenied),
    Fault::Fail(PortErrorKind::Unavailable),
    Fault::LostAnswer,
    Fault::Hang,
    Fault::HangAfter,
    Fault::Panic,
];

#[tokio::test(start_paused = true)]
async fn a_create_that_is_repeated_after_any_fault_ends_with_one_key_that_all_agree_on() {
    let calm = static_world();
    handle(&calm, with_user(event("create"))).await;
    let calls = calm.calls().len();
    for call in 1..calls {
        for fault in FAULTS {
            let world = static_world();
            world.inject(At::Call(call), *fault);
            let what = format!("{fault:?} at call {call}");
            handle(&world, with_user(event("create"))).await;
            world.clear_faults();
            let mut again = with_user(event("create"));
            again["RequestId"] = json!("5478764d-0000-4000-8000-000000000002");
            let answer = handle(&world, again).await;
            assert_eq!(answer["Status"], "SUCCESS", "{what}: {answer}");
            let (of_user, current, at_qovery) = keys(&world);
            assert_eq!(of_user.iter().next(), current.as_ref(), "{what}");
            assert_eq!((of_user.len(), current), (1, at_qovery), "{what}");
            assert_eq!(
                world.state().organizations[ORGANIZATION].credentials.len(),
                1,
                "{what}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_failed_create_leaves_no_key_that_would_keep_the_user_once_it_is_deleted() {
    let world = static_world();
    world.inject(
        At::Operation("POST /organization/{id}/aws/credentials", 1),
        Fault::Fail(PortErrorKind::Invalid),
    );
    let failed = handle(&world, with_user(event("create"))).await;
    assert_eq!(failed["Status"], "FAILED");
    let deleted = handle(&world, after(with_user(event("delete")), &failed)).await;
    assert_eq!(deleted["Status"], "SUCCESS", "{deleted}");
    assert_eq!(keys(&world).0, BTreeSet::new());
}

#[tokio::test(start_paused = true)]
async fn a_delete_takes_our_keys_and_no_other() {
    let world = static_world();
    let created = handle(&world, with_user(event("create"))).await;
    world.edit(|state| {
        state.advance(Duration::from_hours(1));
        state.add_key("qovery")
    });
    let deleted = handle(&world, after(with_user(event("delete")), &created)).await;
    assert_eq!(deleted["Status"], "FAILED", "{deleted}");
    assert_eq!(
        keys(&world).0.len(),
        1,
        "{deleted} the key that a person made is still there"
    );
    assert!(
        deleted["Reason"]
            .as_str()
            .unwrap_or_default()
            .contains("keys that this stack did not make"),
        "{deleted}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_delete_takes_no_key_that_a_cluster_uses() {
    let world = static_world();
    let created = handle(&world, with_user(event("create"))).await;
    world.edit(|state| {
        let id = state.organizations[ORGANIZATION].credentials[0].id.clone();
        state.add_cluster(ORGANIZATION, "production", &id);
    });
    let deleted = handle(&world, after(with_user(event("delete")), &created)).await;
    assert_eq!(deleted["Status"], "FAILED");
    assert_eq!(keys(&world).0.len(), 1);

    let mut revoked = after(with_user(event("delete")), &created);
    revoked["ResourceProperties"]["OnDelete"] = json!("Revoke");
    let deleted = handle(&world, revoked).await;
    assert_eq!(deleted["Status"], "SUCCESS", "{deleted}");
    assert_eq!(keys(&world).0, BTreeSet::new());
}

#[tokio::test(start_paused = true)]
async fn what_moved_to_another_organization_keeps_its_key() {
    let world = static_world();
    let created = handle(&world, with_user(event("create"))).await;
    let moved = handle(
        &world,
        after(with_user(event("update-organization")), &created),
    )
    .await;
    assert_eq!(moved["Status"], "SUCCESS", "{moved}");
    let cleaned_up = handle(&world, after(with_user(event("delete")), &created)).await;
    assert_eq!(cleaned_up["Status"], "SUCCESS", "{cleaned_up}");
    assert_eq!(keys(&world).0.len(), 1);
}

/// From a role to a key or back, with both kept in the stack or not.
fn switch(method: &str, keep: bool) -> Value {
    let mut event = event("update-name");
    let old = with_user(event.clone())["OldResourceProperties"].clone();
    let role = event["OldResourceProperties"].clone();
    let (old, mut new) = if method == "StaticCredentials" {
        (role.clone(), old)
    } else {
        (old, role.clone())
    };
    if keep && method == "StaticCredentials" {
        new["RoleArn"] = role["RoleArn"].clone();
    } else if keep {
        new["UserName"] = json!("qovery");
        new["SecretArn"] = json!(SECRET);
    }
    event["OldResourceProperties"] = old;
    event["ResourceProperties"] = new;
    event
}

#[tokio::test(start_paused = true)]
async fn a_switch_keeps_the_credentials_and_lets_the_unused_key_go() {
    let world = static_world();
    let created = handle(&world, event("create")).await;
    let on_key = handle(&world, after(switch("StaticCredentials", false), &created)).await;
    assert_eq!(
        on_key["PhysicalResourceId"], created["PhysicalResourceId"],
        "{on_key}"
    );
    let (of_user, current, at_qovery) = keys(&world);
    assert_eq!((of_user.len(), &current), (1, &at_qovery));

    let back = handle(&world, after(switch("AssumeRole", false), &created)).await;
    assert_eq!(
        back["PhysicalResourceId"], created["PhysicalResourceId"],
        "{back}"
    );
    let held = world.state().organizations[ORGANIZATION].credentials[0]
        .values
        .clone();
    assert!(held == HeldValues::Role(ROLE.to_owned()));
    assert_eq!(keys(&world).0, BTreeSet::new(), "the user can be deleted");
}

#[tokio::test(start_paused = true)]
async fn a_switch_with_the_old_way_kept_leaves_the_key_to_be_retired() {
    let world = static_world();
    let created = handle(&world, with_user(event("create"))).await;
    world.edit(|state| {
        let id = state.organizations[ORGANIZATION].credentials[0].id.clone();
        state.add_cluster(ORGANIZATION, "production", &id);
        state.add_role(ROLE, TRUSTED);
    });
    let refused = handle(&world, after(switch("AssumeRole", false), &created)).await;
    assert_eq!(refused["Status"], "FAILED");
    assert!(
        refused["Reason"]
            .as_str()
            .unwrap_or_default()
            .contains("KeepPreviousMethod"),
        "{refused}"
    );

    let kept = handle(&world, after(switch("AssumeRole", true), &created)).await;
    assert_eq!(kept["Status"], "SUCCESS", "{kept}");
    let state = world.state();
    assert_eq!(keys(&world).0.len(), 1);
    assert!(
        state.users["qovery"]
            .tags
            .values()
            .any(|value| value.contains("role")),
        "{:?}",
        state.users["qovery"].tags
    );
}

#[tokio::test(start_paused = true)]
async fn new_credentials_are_made_where_qovery_refuses_the_change_of_type() {
    let world = static_world();
    let created = handle(&world, event("create")).await;
    world.edit(|state| {
        state
            .organizations
            .get_mut(ORGANIZATION)
            .expect("it is there")
            .allows_change_of_type = false;
    });
    let switched = handle(&world, after(switch("StaticCredentials", true), &created)).await;
    assert_eq!(switched["Status"], "SUCCESS", "{switched}");
    assert_ne!(
        switched["PhysicalResourceId"],
        created["PhysicalResourceId"]
    );
    assert!(
        switched["Reason"]
            .as_str()
            .unwrap_or_default()
            .contains("credentials-replaced"),
        "{switched}"
    );
}
