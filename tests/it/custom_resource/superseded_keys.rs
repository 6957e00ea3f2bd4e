//! Keys that clusters still run on while something supersedes their user.

use std::time::Duration;

use application::keys::UserKeys;
use domain::{
    aws::{iam::KeyStatus, stack::StackStatus::UpdateInProgress},
    qovery::ClusterState,
    rotation::RotationStep,
};
use rotation::{Config, RotationError};
use serde_json::json;
use support::world::World;

use super::{
    account::{
        KEY_SECRET, NAME, ORGANIZATION, ROLE, TOKEN_SECRET, USER, cluster, credentials, cut_off,
        from_key_to_role, from_role_to_key, link, reach,
    },
    event, send,
    switches::lock,
};
use crate::own_stack::GRACE;

const VERSION: &str = "8d0f7c1e-4b1a-4c55-9a0e-2f6b3f1f7a01";

/// A rotation: Qovery holds the new key, and the cluster still runs on the old one.
async fn rotate(world: &World) {
    rotate_by(world, &RotationStep::ALL).await;
}

/// These steps of a rotation.
async fn rotate_by(world: &World, steps: &[RotationStep]) {
    stage(world);
    for step in steps {
        let done = take_step(world, *step).await;
        done.unwrap_or_else(|error| panic!("{step}: {error:?}"));
    }
}

/// What Secrets Manager does first, a day later.
pub(super) fn stage(world: &World) {
    world.edit(|state| {
        state.advance(Duration::from_hours(24));
        state.stage_rotation(KEY_SECRET, VERSION);
    });
}

/// The rotation function of the stack, while its credentials are at Qovery.
pub(super) fn rotation(world: &World) -> Config {
    Config {
        api_token_secret: TOKEN_SECRET.parse().expect("an ARN"),
        organization: ORGANIZATION.parse().expect("an id"),
        credentials: world
            .edit(|state| credentials(state).id.parse())
            .expect("an id"),
        credentials_name: NAME.to_owned(),
        keys: UserKeys {
            user_name: USER.to_owned(),
            secret: KEY_SECRET.parse().expect("an ARN"),
            is_superseded: false,
            grace: GRACE,
        },
        redeploy_clusters: false,
    }
}

pub(super) async fn take_step(world: &World, step: RotationStep) -> Result<(), RotationError> {
    take_step_as(world, &rotation(world), step).await
}

/// The same with a configuration of before.
pub(super) async fn take_step_as(
    world: &World,
    config: &Config,
    step: RotationStep,
) -> Result<(), RotationError> {
    let event = json!({
        "Step": step.as_str(), "SecretId": KEY_SECRET, "ClientRequestToken": VERSION,
    });
    let done = ::rotation::handle(event, world, config, &|| world.now()).await;
    done.map(drop)
}

async fn rename(world: &World) {
    let mut rename = event("update-to-role");
    let old = rename["OldResourceProperties"].clone();
    rename["ResourceProperties"] = old;
    rename["ResourceProperties"]["CredentialsName"] = json!("production");
    let answer = send(world, UpdateInProgress, rename).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
}

fn active_keys(world: &World) -> usize {
    let keys = world.state().users[USER].keys.clone();
    keys.iter()
        .filter(|key| key.status == KeyStatus::Active)
        .count()
}

#[tokio::test(start_paused = true)]
async fn after_a_rotation_or_another_name_a_switch_ends_no_key_that_a_cluster_runs_on() {
    for is_queued in [false, true] {
        for (keys, is_rotated) in [(2, true), (1, false)] {
            let world = from_key_to_role();
            world.edit(|state| link(state, "production"));
            if is_rotated {
                rotate(&world).await;
            } else {
                rename(&world).await;
            }
            if is_queued {
                world.edit(|state| reach(state, ClusterState::DeploymentQueued));
            }
            let answer = send(&world, UpdateInProgress, event("update-to-role")).await;
            assert_eq!(answer["Status"], "SUCCESS", "{answer}");
            assert_eq!(active_keys(&world), keys, "{answer}");
            assert_eq!(cut_off(&world), [""; 0], "{answer}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_switch_there_and_back_before_any_deployment_ends_nothing() {
    let world = from_role_to_key();
    world.edit(|state| link(state, "production"));
    for _ in 0..2 {
        for update in ["update-to-key", "update-to-role"] {
            let answer = send(&world, UpdateInProgress, event(update)).await;
            assert_eq!(answer["Status"], "SUCCESS", "{answer}");
            assert_eq!(cut_off(&world), [""; 0], "{update}");
        }
    }
    assert_eq!(active_keys(&world), 1, "the first key serves again");
}

#[tokio::test(start_paused = true)]
async fn clusters_are_deployed_after_a_switch_where_that_is_wanted_and_no_locked_one() {
    for is_locked in [false, true] {
        let world = from_key_to_role();
        world.edit(|state| {
            link(state, "production");
            if is_locked {
                lock(state);
            }
            state.advance(Duration::from_secs(5));
        });
        let mut update = event("update-to-role");
        update["ResourceProperties"]["RedeployClusters"] = json!("true");
        let answer = send(&world, UpdateInProgress, update).await;
        assert_eq!(answer["Status"], "SUCCESS", "{answer}");
        let runs_on = world.edit(|state| cluster(state).in_use.clone());
        let runs_on_role = runs_on.is_some_and(|values| values.identity() == Some(ROLE));
        assert_eq!(runs_on_role, !is_locked, "{answer}");
        let reason = answer["Reason"].as_str().unwrap_or_default();
        assert_eq!(
            reason.contains("`somebody` has locked it"),
            is_locked,
            "{reason}"
        );
    }
}

/// The rotation's own note would be of a push from before the update: it goes with the update's.
#[tokio::test(start_paused = true)]
async fn a_rename_beside_a_rotation_leaves_no_note_of_the_key_that_it_overwrites() {
    let world = from_key_to_role();
    world.edit(|state| link(state, "production"));
    rotate_by(&world, &RotationStep::ALL[..2]).await;
    let pushed = |world: &World| {
        let tags = &world.state().users[USER].tags;
        tags["qovery-aws-connect/pushed"].clone()
    };
    assert_ne!(pushed(&world), "", "the new key is noted");
    world.edit(|state| reach(state, ClusterState::Deploying));
    rename(&world).await;
    assert_eq!(pushed(&world), "");
}
