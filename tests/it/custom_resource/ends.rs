//! Ends of roads: each request ends, and what its hint says can be done.

use domain::aws::stack::StackStatus::{CreateInProgress, DeleteInProgress, UpdateInProgress};
use serde_json::json;
use support::world::{Access, At, State, World};

use super::{
    account::{
        KEY_SECRET, ROLE, TOKEN, TOKEN_SECRET, USER, connected_by_key, connected_by_role,
        credentials, from_key_to_role, schedule_deletion, with_role, with_user,
    },
    event, reason, send,
};

const VERSION: &str = "8d0f7c1e-4b1a-4c55-9a0e-2f6b3f1f7a01";
const NEW_TOKEN: &str = "qov_MARKED-SECRET-another";

#[tokio::test(start_paused = true)]
async fn a_secret_in_its_recovery_window_holds_the_stack_until_it_is_restored() {
    let world = connected_by_key();
    world.edit(schedule_deletion);
    let held = send(&world, DeleteInProgress, event("delete-key")).await;
    assert_eq!(held["Status"], "FAILED", "{held}");
    let key = world.state().users[USER].keys[0].id.clone();
    for text in [
        key.as_str(),
        "aws secretsmanager restore-secret",
        KEY_SECRET,
    ] {
        assert!(reason(&held).contains(text), "{text}: {held}");
    }
    world.edit(|state| state.restore_secret(KEY_SECRET));
    let answer = send(&world, DeleteInProgress, event("delete-key")).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
}

#[tokio::test(start_paused = true)]
async fn a_secret_that_is_gone_holds_the_stack_until_its_key_is_deleted_by_hand() {
    let world = connected_by_key();
    world.edit(|state| drop(state.secrets.remove(KEY_SECRET)));
    let held = send(&world, DeleteInProgress, event("delete-key")).await;
    assert_eq!(held["Status"], "FAILED", "{held}");
    let key = world.state().users[USER].keys[0].id.clone();
    assert!(reason(&held).contains(key.as_str()), "{held}");
    assert!(
        reason(&held).contains("aws iam delete-access-key"),
        "{held}"
    );
    world.edit(|state| state.users.get_mut(USER).expect("it is there").keys.clear());
    let answer = send(&world, DeleteInProgress, event("delete-key")).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
}

#[tokio::test(start_paused = true)]
async fn an_update_with_a_secret_in_its_recovery_window_fails_until_it_is_restored() {
    let world = connected_by_key();
    world.edit(schedule_deletion);
    let mut rename = event("update-to-role");
    rename["ResourceProperties"] = rename["OldResourceProperties"].clone();
    rename["ResourceProperties"]["CredentialsName"] = json!("production");
    let failed = send(&world, UpdateInProgress, rename.clone()).await;
    assert_eq!(failed["Status"], "FAILED", "{failed}");
    world.edit(|state| state.restore_secret(KEY_SECRET));
    let renamed = send(&world, UpdateInProgress, rename).await;
    assert_eq!(renamed["Status"], "SUCCESS", "{renamed}");
}

/// The user is another one of the same name, without the stack's tag.
fn remake_the_user(state: &mut State) {
    state.add_user("arn:aws:iam::123456789012:user/qovery-user");
}

#[tokio::test(start_paused = true)]
async fn a_user_that_was_made_anew_does_not_hold_the_switch_to_a_role() {
    let world = from_key_to_role();
    world.edit(remake_the_user);
    let switched = send(&world, UpdateInProgress, event("update-to-role")).await;
    assert_eq!(switched["Status"], "SUCCESS", "{switched}");
    let held = world.edit(|state| credentials(state).values.clone());
    assert_eq!(held.identity(), Some(ROLE));
}

#[tokio::test(start_paused = true)]
async fn a_version_under_a_kms_key_that_is_not_usable_any_more_holds_nothing() {
    let lose = |state: &mut State| {
        let secret = state.secrets.get_mut(KEY_SECRET).expect("it is there");
        // Secrets Manager encrypts only labelled versions anew.
        let unlabelled = secret
            .versions
            .values_mut()
            .filter(|version| !version.labels.iter().any(|label| label.starts_with("AWS")));
        unlabelled.for_each(|version| version.is_locked = true);
    };
    let world = with_user();
    let created = send(&world, CreateInProgress, event("create-key")).await;
    assert_eq!(created["Status"], "SUCCESS", "{created}");
    let tag = "qovery-aws-connect/creating";
    world.edit(|state| {
        let secret = state.secrets.get_mut(KEY_SECRET).expect("it is there");
        let mut unlabelled = secret.versions.values().next().expect("a version").clone();
        unlabelled.labels.clear();
        secret.versions.insert(VERSION.to_owned(), unlabelled);
        lose(state);
        let user = state.users.get_mut(USER).expect("it is there");
        let note = user.tags[tag].clone();
        let version = note.split(' ').find(|field| field.starts_with("version="));
        let note = note.replace(version.expect("a version"), &format!("version={VERSION}"));
        user.tags.insert(tag.to_owned(), note);
    });
    let again = super::after(event("create-key"), &created);
    let again = send(&world, CreateInProgress, again).await;
    assert_eq!(again["Status"], "SUCCESS", "{again}");
    assert_eq!(world.state().users[USER].keys.len(), 1);
}

/// The operator puts another token into the secret and revokes the old one.
fn rotate_the_token(state: &mut State) {
    for known in state.organizations.values_mut() {
        known.tokens.remove(TOKEN);
        known.tokens.insert(NEW_TOKEN.to_owned(), Access::Full);
    }
    state.add_secret(TOKEN_SECRET, Some(NEW_TOKEN));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_rotated_in_mid_flow_fails_the_request_and_the_next_one_works() {
    let list = "GET /organization/{id}/credentials";
    for (make, status, name) in [
        (with_role as fn() -> World, CreateInProgress, "create"),
        (connected_by_role, UpdateInProgress, "update-name"),
        (connected_by_role, DeleteInProgress, "delete"),
    ] {
        let world = make();
        world.meanwhile(At::Operation(list, 1), rotate_the_token);
        let failed = send(&world, status, event(name)).await;
        assert_eq!(failed["Status"], "FAILED", "{name}: {failed}");
        let answer = send(&world, status, event(name)).await;
        assert_eq!(answer["Status"], "SUCCESS", "{name}: {answer}");
    }
}

/// `Revoke` is set in the very incident in which Qovery does not answer.
#[tokio::test(start_paused = true)]
async fn an_update_that_changes_only_how_the_stack_is_deleted_asks_nobody() {
    let world = connected_by_role();
    let mut update = event("update-name");
    update["ResourceProperties"] = update["OldResourceProperties"].clone();
    update["ResourceProperties"]["OnDelete"] = json!("Revoke");
    let answer = send(&world, UpdateInProgress, update).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    let called: Vec<_> = world.calls().iter().map(|call| call.operation).collect();
    assert_eq!(called, ["cloudformation:DescribeStacks", "PUT ResponseURL"]);
}
