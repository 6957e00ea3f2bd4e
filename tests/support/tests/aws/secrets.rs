//! Secrets: the recovery window, and values that cannot be read.

use std::time::Duration;

use domain::{
    aws::{arn::SecretArn, secret::StagingLabel},
    port_error::PortErrorKind,
    ports::{SecretDeletion, SecretVersions, Secrets},
};
use support::world::World;

use crate::account::kind;

const SECRET: &str = "arn:aws:secretsmanager:eu-west-3:123456789012:secret:key-AbCdEf";
const VERSION: &str = "8d0f7c1e-4b1a-4c55-9a0e-2f6b3f1f7a01";
const DAY: Duration = Duration::from_hours(24);

fn with_secret() -> (World, SecretArn) {
    let world = World::new();
    world.edit(|state| state.add_secret(SECRET, Some("value")));
    (world, SECRET.parse().unwrap())
}

#[tokio::test]
async fn a_secret_in_its_recovery_window_is_described_and_gives_and_takes_no_value() {
    let (world, secret) = with_secret();
    for _ in 0..2 {
        world.delete_secret(&secret).await.unwrap();
    }
    let (version, pending) = (VERSION.parse().unwrap(), [StagingLabel::Pending]);
    let value = "value".to_owned().into();
    let put = world.put_secret_value(&secret, &version, &value, &pending);
    let refusals = [kind(world.get_secret_value(&secret).await), kind(put.await)];
    assert_eq!(refusals, [Some(PortErrorKind::PendingDeletion); 2]);
    assert!(world.describe_secret(&secret).await.is_ok());
    world.edit(|state| state.restore_secret(SECRET));
    assert!(world.get_secret_value(&secret).await.is_ok());
}

#[tokio::test]
async fn a_secret_ends_thirty_days_after_its_deletion() {
    let (world, secret) = with_secret();
    world.delete_secret(&secret).await.unwrap();
    world.edit(|state| state.advance(29 * DAY));
    assert_eq!(
        kind(world.get_secret_value(&secret).await),
        Some(PortErrorKind::PendingDeletion)
    );
    world.edit(|state| state.advance(DAY));
    let gone = [
        kind(world.get_secret_value(&secret).await),
        kind(world.describe_secret(&secret).await),
        kind(world.delete_secret(&secret).await),
    ];
    assert_eq!(gone, [Some(PortErrorKind::NotFound); 3]);
}

#[tokio::test]
async fn a_version_under_a_key_that_may_not_be_used_is_denied_and_others_are_not() {
    let (world, secret) = with_secret();
    let version = VERSION.parse().unwrap();
    let value = "another".to_owned().into();
    let put = world.put_secret_value(&secret, &version, &value, &[]).await;
    put.unwrap();
    world.edit(|state| {
        let versions = &mut state.secrets.get_mut(SECRET).unwrap().versions;
        versions.get_mut(VERSION).unwrap().is_locked = true;
    });
    let denied = world.get_secret_value_of(&secret, &version).await;
    assert_eq!(kind(denied), Some(PortErrorKind::AccessDenied));
    assert!(world.get_secret_value(&secret).await.is_ok());
}

#[tokio::test]
async fn a_version_is_written_once() {
    let (world, secret) = with_secret();
    let version = VERSION.parse().unwrap();
    let mut refusals = Vec::new();
    for value in ["one", "one", "another"] {
        let value = value.to_owned().into();
        let put = world.put_secret_value(&secret, &version, &value, &[]).await;
        refusals.push(kind(put));
    }
    assert_eq!(refusals, [None, None, Some(PortErrorKind::Conflict)]);
}
