//! What a roll-back notes before it writes: the identity of the update that failed may be in use.

use domain::{
    aws::stack::StackStatus::{UpdateInProgress, UpdateRollbackInProgress},
    identities::SUPERSEDED_TAG,
    port_error::PortErrorKind,
    qovery::ClusterState,
    rotation::PUSHED_TAG,
};
use serde_json::Value;
use support::world::{At, Fault, UserState, World};

use super::{
    account::{
        KEY_SECRET, PUBLISHED, ROLE, SECOND_ROLE, USER, connected_by_role, credentials,
        from_key_to_role, from_role_to_key, link, reach, to_another_role,
    },
    away::AWAY,
    event,
    roll_back::back,
    send,
};

/// The notes that something is superseded. The user in use names its secret, and nothing else.
fn noted(world: &World) -> Vec<String> {
    let in_use = world.edit(|state| credentials(state).values.identity().map(str::to_owned));
    let state = world.state();
    let roles = state.roles.values().map(|role| &role.tags);
    let users = state.users.values();
    let is_in_use = |user: &&UserState| {
        let mut ids = user.keys.iter().map(|key| key.id.as_str());
        ids.any(|id| Some(id) == in_use.as_deref())
    };
    let superseded = users.filter(|user| !is_in_use(user)).map(|user| &user.tags);
    let tags = roles.chain(superseded);
    let notes = tags.filter_map(|tags| tags.get(SUPERSEDED_TAG).cloned());
    notes.collect()
}

#[tokio::test(start_paused = true)]
async fn what_a_failed_update_made_stays_with_a_note_though_qovery_is_away() {
    let of_user = format!("secret={KEY_SECRET}");
    for (update, make, note) in [
        (
            "update-to-key",
            from_role_to_key as fn() -> World,
            &*of_user,
        ),
        ("update-to-role", from_key_to_role, "pending"),
        ("update-to-another-role", to_another_role, "pending"),
    ] {
        for (how, away) in AWAY {
            let world = make();
            away(&world);
            let update = event(update);
            let failed = send(&world, UpdateInProgress, update.clone()).await;
            assert_eq!(failed["Status"], "FAILED", "{how}: {failed}");
            assert_eq!(noted(&world), [""; 0], "{how}: nothing is superseded");
            let back = back(&update, &failed);
            send(&world, UpdateRollbackInProgress, back).await;
            assert_eq!(noted(&world), [note], "{how}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_roll_back_writes_nothing_on_an_identity_that_another_stack_made() {
    let world = connected_by_role();
    let mut update = event("update-to-another-role");
    update["ResourceProperties"]["RoleArn"] = PUBLISHED.into();
    let failed = send(&world, UpdateInProgress, update.clone()).await;
    assert_eq!(failed["Status"], "FAILED", "{failed}");
    send(&world, UpdateRollbackInProgress, back(&update, &failed)).await;
    assert_eq!(noted(&world), [""; 0]);
}

/// A role that an earlier update let go, all clusters having moved on, is given again, and a cluster
/// takes it.
async fn given_again() -> (World, Value) {
    let world = to_another_role();
    world.edit(|state| {
        let let_go = state.roles.get_mut("qovery-second-role");
        let note = "at=2026-01-01T00:00:00Z moved=2026-01-02T00:00:00Z".to_owned();
        let tags = &mut let_go.expect("the template made it").tags;
        tags.insert(SUPERSEDED_TAG.to_owned(), note);
        link(state, "production");
    });
    let update = event("update-to-another-role");
    let answered = send(&world, UpdateInProgress, update.clone()).await;
    assert_eq!(answered["Status"], "SUCCESS", "{answered}");
    world.edit(|state| {
        for step in [ClusterState::DeploymentQueued, ClusterState::Deployed] {
            reach(state, step);
        }
    });
    (world, back(&update, &answered))
}

fn note_of_second_role(world: &World) -> String {
    world.state().roles["qovery-second-role"].tags[SUPERSEDED_TAG].clone()
}

#[tokio::test(start_paused = true)]
async fn a_role_that_is_given_again_and_taken_back_is_not_known_to_be_unused() {
    let (world, back) = given_again().await;
    let answer = send(&world, UpdateRollbackInProgress, back).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    let held = world.edit(|state| credentials(state).values.identity().map(str::to_owned));
    assert_eq!(held.as_deref(), Some(ROLE));
    assert_eq!(note_of_second_role(&world), "pending");
}

#[tokio::test(start_paused = true)]
async fn where_the_note_fails_a_roll_back_writes_nothing_and_says_so() {
    let (world, back) = given_again().await;
    world.forget_calls();
    // All that half a minute has room for.
    for call in 1..=8 {
        let fault = Fault::Fail(PortErrorKind::AccessDenied);
        world.inject(At::Operation("iam:TagRole", call), fault);
    }
    let answer = send(&world, UpdateRollbackInProgress, back).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    let reason = answer["Reason"].as_str().unwrap_or_default();
    assert!(
        reason.contains("the old values could not be written"),
        "{reason}"
    );
    assert!(reason.contains("iam:TagRole"), "{reason}");
    let held = world.edit(|state| credentials(state).values.identity().map(str::to_owned));
    assert_eq!(held.as_deref(), Some(SECOND_ROLE));
}

/// Beside a cluster that is busy no new note is written: an old one would be older than the write.
#[tokio::test(start_paused = true)]
async fn a_key_that_a_roll_back_puts_back_has_no_note_from_before() {
    let world = from_key_to_role();
    world.edit(|state| link(state, "production"));
    let update = event("update-to-role");
    let answered = send(&world, UpdateInProgress, update.clone()).await;
    let pushed = |world: &World| world.state().users[USER].tags[PUSHED_TAG].clone();
    assert_ne!(pushed(&world), "");
    send(&world, UpdateRollbackInProgress, back(&update, &answered)).await;
    assert_eq!(pushed(&world), "");
}
