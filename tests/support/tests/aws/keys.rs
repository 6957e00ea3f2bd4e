//! Access keys.

use domain::{
    aws::iam::KeyStatus,
    port_error::PortErrorKind,
    ports::{AccessKeys, KeyIdentity},
};

use crate::account::{USER, account, kind};

#[tokio::test]
async fn a_user_has_two_keys_at_most() {
    let world = account();
    for _ in 0..2 {
        world.create_access_key(USER).await.unwrap();
    }
    let third = world.create_access_key(USER).await;
    assert_eq!(kind(third), Some(PortErrorKind::LimitExceeded));
}

#[tokio::test]
async fn a_call_with_a_key_is_a_use_of_it_and_an_inactive_key_opens_nothing() {
    let world = account();
    let key = world.create_access_key(USER).await.unwrap();
    assert_eq!(world.get_access_key_last_used(&key.id).await.unwrap(), None);
    world.get_caller_identity_with(&key).await.unwrap();
    let used = world.get_access_key_last_used(&key.id).await.unwrap();
    assert!(used.is_some());
    let inactive = KeyStatus::Inactive;
    let changed = world.update_access_key(USER, &key.id, inactive).await;
    changed.unwrap();
    let refused = world.get_caller_identity_with(&key).await;
    assert_eq!(kind(refused), Some(PortErrorKind::Unauthenticated));
}

#[tokio::test]
async fn a_new_key_is_listed_and_known_some_calls_later() {
    let world = account();
    world.edit(|state| {
        state.propagation.lists = 1;
        state.propagation.calls = 1;
    });
    let key = world.create_access_key(USER).await.unwrap();
    let lists = [
        world.list_access_keys(USER).await.unwrap().len(),
        world.list_access_keys(USER).await.unwrap().len(),
    ];
    assert_eq!(lists, [0, 1]);
    let calls = [
        kind(world.get_user_with(&key).await),
        kind(world.get_user_with(&key).await),
    ];
    assert_eq!(calls, [Some(PortErrorKind::Unauthenticated), None]);
}
