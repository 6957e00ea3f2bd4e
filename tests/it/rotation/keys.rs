//! The first key, retirement and removal.

use domain::rotation::{Action, ClusterUse, Goal};

use super::*;

fn registration(config: &Config) -> Registration {
    Registration {
        access: access(),
        credentials: config.credentials.clone(),
        name: config.credentials_name.clone(),
    }
}

/// What is done about old keys now, with every cluster's state at hand.
async fn retire(world: &World, config: &Config) -> Vec<Action> {
    let linked = registered(world).await;
    let mut clusters = Vec::new();
    for cluster in linked.into_iter().flat_map(|one| one.clusters) {
        let status = world.get_cluster_status(&access(), &cluster.id).await;
        let status = status.unwrap();
        clusters.push(ClusterUse {
            name: cluster.name,
            status,
        });
    }
    let (goal, clock) = (Goal::Retire(Some(clusters)), || world.now());
    let done = rotation::reach(&goal, world, &keys(), &registration(config), &clock).await;
    done.unwrap()
}

#[tokio::test(start_paused = true)]
async fn an_old_key_goes_when_it_is_proven_unused_and_makes_room() {
    let (world, config) = connected().await;
    let old = labelled(&world.state(), "AWSCURRENT").unwrap();
    rotate(&world, &config, FIRST).await.unwrap();
    let second = "second-0-4b1a-4c55-9a0e-2f6b3f1f7a02";
    let error = rotate(&world, &config, second).await.unwrap_err();
    assert_eq!(codes(&error), ["key-not-retired"]);
    world.edit(|state| state.advance(2 * A_WEEK));
    assert_eq!(retire(&world, &config).await, []);
    let cluster = world.state().organizations[ORGANIZATION].clusters[0]
        .id
        .clone();
    world.deploy_cluster(&access(), &cluster).await.unwrap();
    assert_eq!(retire(&world, &config).await, []);
    world.edit(|state| state.advance(A_WEEK));
    let ends = Action::UpdateAccessKey(old.parse().unwrap(), KeyStatus::Inactive);
    assert!(retire(&world, &config).await.contains(&ends));
    assert!(!is_active(&world.state(), &old));
    world.edit(|state| state.advance(A_WEEK + Duration::from_mins(1)));
    rotate(&world, &config, second).await.unwrap();
    let state = world.state();
    assert_eq!(state.users[USER].keys.len(), 2);
    assert!(
        !state.users[USER]
            .keys
            .iter()
            .any(|key| key.id.as_str() == old)
    );
}

#[tokio::test(start_paused = true)]
async fn a_last_use_that_cannot_be_read_keeps_the_key() {
    let (world, config) = connected().await;
    rotate(&world, &config, FIRST).await.unwrap();
    let cluster = world.state().organizations[ORGANIZATION].clusters[0]
        .id
        .clone();
    world.edit(|state| state.advance(Duration::from_mins(1)));
    world.deploy_cluster(&access(), &cluster).await.unwrap();
    world.edit(|state| state.advance(2 * A_WEEK));
    for call in [1, 2] {
        let used = At::Operation("iam:GetAccessKeyLastUsed", call);
        world.inject(used, Fault::Fail(PortErrorKind::Throttled(None)));
    }
    world.forget_calls();
    assert_eq!(retire(&world, &config).await, []);
}

#[tokio::test(start_paused = true)]
async fn the_stacks_keys_go_with_the_stack_and_no_others() {
    let (world, config) = connected().await;
    let persons = world.edit(|state| state.add_key(USER).unwrap().id);
    let clock = || world.now();
    let linked = registered(&world).await;
    let left = rotation::remove_keys(&world, &keys(), &linked, false, &clock).await;
    assert_eq!(left.unwrap().len(), 2, "a cluster uses the stack's key");
    world.edit(|state| {
        let organization = state.organizations.get_mut(ORGANIZATION).unwrap();
        organization.clusters.clear();
    });
    let linked = registered(&world).await;
    let left = rotation::remove_keys(&world, &keys(), &linked, false, &clock).await;
    assert_eq!(left.unwrap(), [persons]);
    drop(config);
}

#[tokio::test(start_paused = true)]
async fn the_first_key_is_issued_once() {
    let world = empty_world();
    world.edit(|state| {
        state.propagation.calls = 5;
        state.propagation.lists = 2;
    });
    let first = issue(&world).await.unwrap();
    world.forget_calls();
    let again = issue(&world).await.unwrap();
    assert_eq!(first.access_key.id, again.access_key.id);
    assert_eq!(world.effects(), []);
    assert_eq!(world.state().users[USER].keys.len(), 1);
}
