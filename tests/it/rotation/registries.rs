//! Registries, which keep copies of the key: a rotation moves those that show a key of this stack.

use super::*;
use support::world::Registry;

/// The registry of the cluster, a Helm repository with the same key, and one with a key of others.
fn with_copies(world: &World) -> Vec<Registry> {
    world.edit(|state| {
        let own = state.organizations[ORGANIZATION].registries[0]
            .values
            .clone();
        let foreign = HeldValues::access_key("AKIAFOREIGNFOREIGN01", "theirs");
        state.add_helm_repository(ORGANIZATION, own);
        state.add_helm_repository(ORGANIZATION, foreign);
        state.organizations[ORGANIZATION].registries.clone()
    })
}

fn registries(world: &World) -> Vec<Registry> {
    world.state().organizations[ORGANIZATION].registries.clone()
}

#[tokio::test(start_paused = true)]
async fn a_rotation_moves_the_registries_that_show_the_key_before_and_no_other() {
    let (world, config) = connected().await;
    let before = with_copies(&world);
    assert_eq!(rotate(&world, &config, FIRST).await.unwrap(), []);
    let given = world.state().organizations[ORGANIZATION].credentials[0]
        .values
        .clone();
    assert_ne!(given, before[0].values);
    let mut expected = before;
    for moved in &mut expected[..2] {
        moved.values = given.clone();
    }
    assert_eq!(registries(&world), expected);
}

#[tokio::test(start_paused = true)]
async fn a_registry_that_refuses_keeps_the_old_key_and_is_named() {
    let (world, config) = connected().await;
    let before = with_copies(&world);
    world.edit(|state| state.qovery.allows_registry_changes = false);
    let findings = rotate(&world, &config, FIRST).await.unwrap();
    let codes: Vec<Code> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::RegistryNotUpdated; 2]);
    assert!(
        findings[0].message.contains("`registry-production`"),
        "{findings:?}"
    );
    assert_eq!(registries(&world), before);
    assert!(is_active(
        &world.state(),
        before[0].values.identity().unwrap()
    ));
}

/// Each step may be called again: it moves what is left.
#[tokio::test(start_paused = true)]
async fn a_registry_that_failed_is_moved_by_the_step_that_comes_again() {
    let (world, config) = connected().await;
    let before = with_copies(&world);
    world.edit(|state| state.stage_rotation(SECRET, FIRST));
    step(&world, &config, RotationStep::CreateSecret, FIRST)
        .await
        .unwrap();
    let put = At::Operation("PUT /organization/{id}/containerRegistry/{id}", 1);
    world.inject(put, Fault::Fail(PortErrorKind::Unavailable));
    let set = || step(&world, &config, RotationStep::SetSecret, FIRST);
    assert_eq!(set().await.unwrap().len(), 1);
    assert_eq!(registries(&world)[0], before[0]);
    assert_eq!(set().await.unwrap(), []);
    assert_ne!(registries(&world)[0], before[0]);
}

#[tokio::test(start_paused = true)]
async fn registries_that_cannot_be_read_stop_no_rotation() {
    let (world, config) = connected().await;
    let before = with_copies(&world);
    for call in 1..9 {
        let list = At::Operation("GET /organization/{id}/helmRepository", call);
        world.inject(list, Fault::Fail(PortErrorKind::Unauthenticated));
    }
    rotate(&world, &config, FIRST).await.unwrap();
    assert_eq!(registries(&world), before);
}
