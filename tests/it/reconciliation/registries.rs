//! Registries that a rotation or a switch did not move.

use domain::reconciliation::ChangeOutcome;
use support::world::{At, Fault, HeldValues, Registry, World};

use super::{
    DAY, ORGANIZATION, ROLE, TIME_LEFT, TRUSTED, advance, changes, codes, deploy, deployed,
    edit_organization, held, keys, run, set_values, with_key, with_role,
};

const CONTAINERS: &str = "GET /organization/{id}/containerRegistry";

fn registry(world: &World) -> Registry {
    world.state().organizations[ORGANIZATION].registries[0].clone()
}

fn refuse(world: &World, refuses: bool) {
    world.edit(|state| state.qovery.allows_registry_changes = !refuses);
}

#[tokio::test(start_paused = true)]
async fn a_registry_that_a_rotation_could_not_move_holds_the_key_until_it_is_moved() {
    let (world, config, rotation) = with_key().await;
    refuse(&world, true);
    keys::rotate(&world, &rotation, keys::FIRST).await.unwrap();
    deploy(&world);
    for _ in 0..3 {
        advance(&world, 8 * DAY);
        deploy(&world);
        let report = run(&world, &config).await;
        assert!(
            codes(&report).contains(&"registry-holds-access"),
            "{report:?}"
        );
        let failed =
            |change: &&domain::reconciliation::Change| change.outcome == ChangeOutcome::Failed;
        let failed = report.changes.iter().find(failed).unwrap();
        let error = failed.error.as_deref().unwrap_or_default();
        assert!(error.contains("`registry-production`"), "{error}");
        assert_eq!(world.state().users[keys::USER].keys.len(), 2);
    }
    refuse(&world, false);
    let report = run(&world, &config).await;
    assert!(changes(&report)[0].starts_with("Done: give registries at Qovery the key AKIA"));
    assert_eq!(registry(&world).values, held(&world));
    for _ in 0..4 {
        advance(&world, 8 * DAY);
        deploy(&world);
        run(&world, &config).await;
    }
    assert_eq!(world.state().users[keys::USER].keys.len(), 1);
}

/// A role that the stack has made and let go, which a registry still shows.
#[tokio::test(start_paused = true)]
async fn a_registry_that_shows_a_superseded_role_gets_the_role_in_use() {
    let (world, mut config) = with_role();
    let left = ROLE.replace("qovery-role", "qovery-left");
    world.edit(|state| {
        state.add_role(&left, TRUSTED);
        deployed(state, &["qovery-role", "qovery-left"]);
    });
    edit_organization(&world, |known| {
        known.registries[0].values = HeldValues::Role(left.clone());
    });
    config.dry_run = true;
    let give = "give the registry `registry-production` the role";
    let report = run(&world, &config).await;
    assert_eq!(changes(&report), [format!("WouldBeDone: {give}")]);
    assert_eq!(registry(&world).values.identity(), Some(left.as_str()));
    config.dry_run = false;
    refuse(&world, true);
    assert_eq!(
        changes(&run(&world, &config).await),
        [format!("Failed: {give}")]
    );
    refuse(&world, false);
    assert_eq!(
        changes(&run(&world, &config).await),
        [format!("Done: {give}")]
    );
    assert_eq!(registry(&world).values.identity(), Some(ROLE));
}

#[tokio::test(start_paused = true)]
async fn repairs_that_hang_leave_the_time_for_a_report() {
    let (world, config) = with_role();
    let left = ROLE.replace("qovery-role", "qovery-left");
    world.edit(|state| {
        state.add_role(&left, TRUSTED);
        deployed(state, &["qovery-role", "qovery-left"]);
    });
    edit_organization(&world, |known| {
        known.registries[0].values = HeldValues::Role(left.clone());
    });
    set_values(&world, HeldValues::Role(left));
    for put in [
        "PUT /organization/{id}/aws/credentials/{id}",
        "PUT /organization/{id}/containerRegistry/{id}",
    ] {
        world.inject(At::Operation(put, 1), Fault::Hang);
    }
    let started_at = world.now();
    let report = run(&world, &config).await;
    let errors: Vec<_> = report
        .changes
        .iter()
        .map(|change| change.error.as_deref())
        .collect();
    assert_eq!(errors, [Some("it took too long"); 2], "{report:?}");
    assert!(world.now() - started_at < TIME_LEFT, "{report:?}");
}

/// Nothing depends on them while nothing is superseded.
#[tokio::test(start_paused = true)]
async fn registries_are_read_only_where_something_depends_on_them() {
    let (world, config, rotation) = with_key().await;
    run(&world, &config).await;
    assert_eq!(world.count(CONTAINERS), 0);
    keys::rotate(&world, &rotation, keys::FIRST).await.unwrap();
    world.forget_calls();
    run(&world, &config).await;
    assert!(world.count(CONTAINERS) > 0);
}
