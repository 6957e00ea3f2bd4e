//! A deletion of the stack while a rotation runs: the key that appears late.

use domain::{aws::stack::StackStatus::DeleteInProgress, rotation::RotationStep};
use rotation::Config;
use support::world::{At, World};
use tokio::task::yield_now;

use super::{
    account::{USER, connected_by_key},
    answer, event, handle, reason, send,
    superseded_keys::{rotation, stage, take_step_as},
};
use crate::own_stack::STACK;

/// The first step of a rotation, which begins so many turns after the deletion.
async fn rotate_beside(world: &World, config: &Config, turns: usize) {
    for _ in 0..turns {
        yield_now().await;
    }
    // It may fail: the user may be gone.
    drop(take_step_as(world, config, RotationStep::CreateSecret).await);
}

#[tokio::test(start_paused = true)]
async fn a_deletion_beside_a_running_rotation_leaves_no_key_behind() {
    let mut late_keys = 0;
    for turns in 0..60 {
        let world = connected_by_key();
        let config = rotation(&world);
        stage(&world);
        world.edit(|state| state.move_stack(STACK, DeleteInProgress));
        let (answered, ()) = tokio::join!(
            handle(&world, event("delete-key")),
            rotate_beside(&world, &config, turns),
        );
        answered.expect("an answer");
        let answer = answer(&world);
        let state = world.state();
        assert_eq!(answer["Status"], "SUCCESS", "{turns}: {answer}");
        assert!(!state.users.contains_key(USER), "{turns}: {answer}");
        late_keys += usize::from(world.count("iam:DeleteUser") > 1);
    }
    assert!(late_keys > 0, "no rotation was late enough");
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_stored_only_after_the_user_was_to_go_goes_with_it() {
    let world = connected_by_key();
    world.meanwhile(At::Operation("iam:DeleteUser", 1), |state| {
        state.add_key(USER);
    });
    world.meanwhile(At::Operation("iam:DeleteUser", 2), |state| {
        // The rotation could not store it, and takes it back.
        state.users.get_mut(USER).expect("it is there").keys.clear();
    });
    let answer = send(&world, DeleteInProgress, event("delete-key")).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    assert!(!world.state().users.contains_key(USER));
}

#[tokio::test(start_paused = true)]
async fn a_late_key_that_nothing_stores_is_named_and_its_deletion_lets_the_stack_go() {
    let world = connected_by_key();
    world.meanwhile(At::Operation("iam:DeleteUser", 1), |state| {
        state.add_key(USER);
    });
    let failed = send(&world, DeleteInProgress, event("delete-key")).await;
    assert_eq!(failed["Status"], "FAILED", "{failed}");
    let named = send(&world, DeleteInProgress, event("delete-key")).await;
    let key = world.state().users[USER].keys[0].id.clone();
    assert!(reason(&named).contains(key.as_str()), "{named}");
    assert!(
        reason(&named).contains("aws iam delete-access-key"),
        "{named}"
    );
    world.edit(|state| state.users.get_mut(USER).expect("it is there").keys.clear());
    let answer = send(&world, DeleteInProgress, event("delete-key")).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
}
