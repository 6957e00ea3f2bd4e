//! A deletion under `Revoke`: the access goes at once, and nothing that Qovery says holds it.

use domain::{
    aws::{iam::KeyStatus, stack::StackStatus::DeleteInProgress},
    identities::STACK_TAG,
    port_error::PortErrorKind,
};
use serde_json::{Value, json};
use support::world::{At, Fault, State, World};

use super::{
    account::{
        KEY_SECRET, ORGANIZATION, USER, connected_by_key, connected_by_role, from_key_to_role,
        link, schedule_deletion, works,
    },
    away::AWAY,
    deletions::Deletion,
    event, reason, send,
};
use crate::own_stack::PERMISSIONS;

fn stacks() -> [Deletion; 2] {
    let revoke = |mut event: Value| {
        event["ResourceProperties"]["OnDelete"] = json!("Revoke");
        event
    };
    [
        ("role", connected_by_role, event("delete-revoke")),
        ("key", connected_by_key, revoke(event("delete-key"))),
    ]
}

/// Whether anything that Qovery or a cluster holds still works.
fn has_access(state: &State) -> bool {
    let known = &state.organizations[ORGANIZATION];
    let held = known.credentials.iter().map(|one| &one.values);
    let in_use = known
        .clusters
        .iter()
        .filter_map(|cluster| cluster.in_use.as_ref());
    held.chain(in_use).any(|values| works(state, values))
}

#[tokio::test(start_paused = true)]
async fn the_access_of_running_clusters_goes_and_the_answer_names_what_ran() {
    for (stack, make, delete) in stacks() {
        let world = make();
        world.edit(|state| link(state, "production"));
        let answer = send(&world, DeleteInProgress, delete).await;
        assert_eq!(answer["Status"], "SUCCESS", "{stack}: {answer}");
        let state = world.state();
        assert!(!has_access(&state), "{stack}");
        assert!(state.policies.is_empty(), "{stack}");
        let reason = answer["Reason"].as_str().unwrap_or_default();
        assert!(reason.contains("`production`"), "{reason}");
        assert!(reason.contains("stay in Qovery"), "{reason}");
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_that_qovery_says_or_fails_to_say_holds_it() {
    for (stack, make, delete) in stacks() {
        for (how, away) in AWAY {
            for has_cluster in [false, true] {
                let world = make();
                if has_cluster {
                    world.edit(|state| link(state, "production"));
                }
                away(&world);
                let answer = send(&world, DeleteInProgress, delete.clone()).await;
                assert_eq!(answer["Status"], "SUCCESS", "{stack}, {how}: {answer}");
                let state = world.state();
                assert!(!has_access(&state), "{stack}, {how}: {answer}");
                assert!(state.policies.is_empty(), "{stack}, {how}: {answer}");
                let reason = answer["Reason"].as_str().unwrap_or_default();
                assert!(reason.contains("Qovery"), "{stack}, {how}: {reason}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_takes_effect_comes_before_what_tidies() {
    let world = connected_by_key();
    let (_, _, delete) = &stacks()[1];
    send(&world, DeleteInProgress, delete.clone()).await;
    let effects = world.effects();
    let position = |operation: &str| {
        let mut operations = effects.iter().map(|call| call.operation);
        operations.position(|called| called.starts_with(operation))
    };
    let order = [
        "iam:UpdateAccessKey",
        "iam:DetachUserPolicy",
        "DELETE /organization",
        "iam:DeleteAccessKey",
        "iam:DeleteUser",
        "secretsmanager:DeleteSecret",
        "iam:DeletePolicy",
    ];
    let positions: Vec<_> = order.into_iter().map(position).collect();
    assert!(positions.iter().all(Option::is_some), "{effects:#?}");
    assert!(positions.is_sorted(), "{effects:#?}");
}

#[tokio::test(start_paused = true)]
async fn what_a_person_attached_stays_and_is_named_and_gives_no_access() {
    let world = connected_by_key();
    let persons = world.edit(|state| {
        let user = state.users.get_mut(USER).expect("it is there");
        user.attached.has_login_profile = true;
        state.add_key(USER).expect("it is there").id
    });
    let (_, _, delete) = &stacks()[1];
    let answer = send(&world, DeleteInProgress, delete.clone()).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    let state = world.state();
    assert!(!has_access(&state), "{answer}");
    let user = &state.users[USER];
    assert!(user.attached.policies.is_empty(), "{answer}");
    let kept: Vec<_> = user.keys.iter().map(|key| (&key.id, key.status)).collect();
    assert_eq!(kept, [(&persons, KeyStatus::Active)]);
    let reason = answer["Reason"].as_str().unwrap_or_default();
    assert!(
        reason.contains(persons.as_str()) && reason.contains(USER),
        "{reason}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_secret_that_is_gone_or_going_does_not_keep_the_access() {
    let gone: fn(&mut State) = |state| drop(state.secrets.remove(KEY_SECRET));
    for lose in [schedule_deletion as fn(&mut State), gone] {
        let world = connected_by_key();
        world.edit(|state| {
            link(state, "production");
            lose(state);
        });
        let (_, _, delete) = &stacks()[1];
        let answer = send(&world, DeleteInProgress, delete.clone()).await;
        assert_eq!(answer["Status"], "SUCCESS", "{answer}");
        assert!(!has_access(&world.state()), "{answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_user_that_was_made_anew_does_not_hold_the_stack() {
    for delete in [event("delete-key"), stacks()[1].2.clone()] {
        let world = connected_by_key();
        world.edit(|state| {
            let tags = state.users[USER].tags.clone();
            state.add_user("arn:aws:iam::123456789012:user/qovery-user");
            state.users.get_mut(USER).expect("it is there").tags = tags;
        });
        let answer = send(&world, DeleteInProgress, delete).await;
        assert_eq!(answer["Status"], "SUCCESS", "{answer}");
        assert!(!has_access(&world.state()), "{answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_revoked_keeps_nothing_else_and_is_all_named() {
    let of_role = At::Operation("iam:DetachRolePolicy", 1);
    let of_key = At::Operation("iam:UpdateAccessKey", 1);
    for faults in [vec![of_role], vec![of_role, of_key]] {
        let world = from_key_to_role();
        for at in &faults {
            world.inject(*at, Fault::Fail(PortErrorKind::AccessDenied));
        }
        let (_, _, delete) = &stacks()[1];
        let answer = send(&world, DeleteInProgress, delete.clone()).await;
        assert_eq!(answer["Status"], "FAILED", "{answer}");
        let user = &world.state().users[USER];
        assert!(user.attached.policies.is_empty(), "{answer}");
        let is_inactive = user.keys[0].status == KeyStatus::Inactive;
        assert_eq!(is_inactive, !faults.contains(&of_key), "{answer}");
        let reason = answer["Reason"].as_str().unwrap_or_default();
        assert!(reason.contains("qovery-role"), "{reason}");
        assert_eq!(reason.contains(USER), faults.contains(&of_key), "{reason}");
    }
}

/// Roles and users may not be read.
fn deny(world: &World) {
    for read in ["iam:GetRole", "iam:GetUser"] {
        for call in 1..=9 {
            let denied = Fault::Fail(PortErrorKind::AccessDenied);
            world.inject(At::Operation(read, call), denied);
        }
    }
}

/// The tag of every role and user names another stack.
fn retag(world: &World) {
    world.edit(|state| {
        let roles = state.roles.values_mut().map(|role| &mut role.tags);
        let users = state.users.values_mut().map(|user| &mut user.tags);
        for tags in roles.chain(users) {
            tags.insert(STACK_TAG.to_owned(), "another".to_owned());
        }
    });
}

/// What the properties name and has the stack's policy, and cannot be seen to be the stack's.
#[tokio::test(start_paused = true)]
async fn an_identity_that_cannot_be_seen_is_not_said_to_be_revoked() {
    for (stack, make, delete) in stacks() {
        for hide in [deny as fn(&World), retag] {
            let world = make();
            world.edit(|state| link(state, "production"));
            hide(&world);
            let answer = send(&world, DeleteInProgress, delete.clone()).await;
            assert_eq!(answer["Status"], "FAILED", "{stack}: {answer}");
            let name = if stack == "role" { "qovery-role" } else { USER };
            for text in [name, PERMISSIONS, "aws iam detach-"] {
                assert!(reason(&answer).contains(text), "{text}: {answer}");
            }
            world.edit(|state| {
                let roles = state.roles.values_mut().map(|role| &mut role.attached);
                let users = state.users.values_mut().map(|user| &mut user.attached);
                roles
                    .chain(users)
                    .for_each(|attached| attached.policies.clear());
            });
            world.clear_faults();
            let answer = send(&world, DeleteInProgress, delete.clone()).await;
            assert_eq!(answer["Status"], "SUCCESS", "{stack}: {answer}");
            assert!(!has_access(&world.state()), "{stack}: {answer}");
        }
    }
}
