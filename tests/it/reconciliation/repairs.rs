//! Which repairs a run makes, and what a dry run says of them.

use std::time::Duration;

use domain::{
    aws::iam::KeyStatus,
    port_error::PortErrorKind,
    qovery::ClusterState,
    reconciliation::ChangeOutcome,
    rotation::{KeyLedger, KeyStatusNote, LedgerEntry, RotationStep},
};
use reconciliation::Config;
use support::world::{At, Fault, HeldValues, World};

use super::{
    DAY, ORGANIZATION, PUBLIC, ROLE, advance, changes, codes, deploy, held, keys, run, set_state,
    set_values, with_key, with_role,
};

const PUT: &str = "PUT /organization/{id}/aws/credentials/{id}";

fn another_role() -> HeldValues {
    HeldValues::Role(ROLE.replace("qovery", "another"))
}

#[tokio::test(start_paused = true)]
async fn another_role_at_qovery_is_put_right_under_the_operators_name() {
    let (world, mut config) = with_role();
    set_values(&world, another_role());
    config.dry_run = true;
    let report = run(&world, &config).await;
    assert_eq!(report.changes[0].outcome, ChangeOutcome::WouldBeDone);
    assert!(held(&world) == another_role());
    config.dry_run = false;
    let report = run(&world, &config).await;
    assert_eq!(report.changes[0].outcome, ChangeOutcome::Done);
    assert!(held(&world) == HeldValues::Role(ROLE.to_owned()));
    let name = world.state().organizations[ORGANIZATION].credentials[0]
        .name
        .clone();
    assert_eq!(name, "production");
    assert_eq!(codes(&run(&world, &config).await), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_role_that_is_not_proven_sound_is_never_given_to_qovery() {
    let untrusted: fn(&World) = |world| {
        world.edit(|state| {
            for role in state.roles.values_mut() {
                PUBLIC.clone_into(&mut role.trust_policy);
            }
        });
    };
    let unknown: fn(&World) = |world| {
        let fault = Fault::Fail(PortErrorKind::Throttled(None));
        world.inject(At::Operation("iam:GetRole", 1), fault);
    };
    for change in [untrusted, unknown] {
        let (world, config) = with_role();
        set_values(&world, another_role());
        change(&world);
        assert_eq!(run(&world, &config).await.changes, []);
        assert!(held(&world) == another_role());
    }
}

#[tokio::test(start_paused = true)]
async fn a_role_at_qovery_is_put_right_with_the_key_and_a_refusal_is_told() {
    let (world, config, _) = with_key().await;
    let right = held(&world);
    set_values(&world, another_role());
    let fault = Fault::Fail(PortErrorKind::Invalid);
    world.inject(At::Operation(PUT, 1), fault);
    world.forget_calls();
    let report = run(&world, &config).await;
    assert_eq!(report.changes[0].outcome, ChangeOutcome::Failed);
    assert!(report.changes[0].error.is_some());
    let report = run(&world, &config).await;
    assert!(changes(&report)[0].starts_with("Done: give Qovery the key AKIA"));
    assert!(held(&world) == right);
}

#[tokio::test(start_paused = true)]
async fn a_rotation_on_its_way_is_not_disturbed() {
    let (world, config, rotation) = with_key().await;
    world.edit(|state| state.stage_rotation(keys::SECRET, keys::FIRST));
    for step in RotationStep::ALL {
        let report = run(&world, &config).await;
        assert_eq!(report.changes, [], "before {step}");
        keys::step(&world, &rotation, step, keys::FIRST)
            .await
            .unwrap();
    }
    assert_eq!(run(&world, &config).await.changes, []);
}

/// A rotation that was broken off after so many steps, two hours ago; its key, and the one before.
async fn broken_off(steps: usize) -> (World, Config, String, String) {
    let (world, config, rotation) = with_key().await;
    let old = keys::at_qovery(&world.state()).unwrap();
    world.edit(|state| state.stage_rotation(keys::SECRET, keys::FIRST));
    for step in &RotationStep::ALL[..steps] {
        let done = keys::step(&world, &rotation, *step, keys::FIRST).await;
        done.unwrap();
    }
    let new = keys::labelled(&world.state(), "AWSPENDING").unwrap();
    advance(&world, Duration::from_hours(2));
    (world, config, new, old)
}

#[tokio::test(start_paused = true)]
async fn a_rotation_that_nobody_repeats_is_completed() {
    for steps in 1..=3 {
        let (world, config, new, _) = broken_off(steps).await;
        let report = run(&world, &config).await;
        let given = format!("Done: give Qovery the key {new}");
        let copied = format!("Done: give registries at Qovery the key {new}");
        let moved = format!("Done: make the key {new} current");
        let expected = if steps == 1 {
            vec![given, copied, moved]
        } else {
            vec![moved]
        };
        assert_eq!(changes(&report), expected);
        let state = world.state();
        assert_eq!(keys::at_qovery(&state), Some(new.clone()));
        assert_eq!(keys::labelled(&state, "AWSCURRENT"), Some(new));
        assert_eq!(run(&world, &config).await.changes, []);
    }
}

#[tokio::test(start_paused = true)]
async fn a_rotation_whose_key_cannot_serve_is_given_up() {
    let deactivated: fn(&World, &str) = |world, new| {
        world.edit(|state| {
            let keys = &mut state.users.get_mut(keys::USER).unwrap().keys;
            let key = keys.iter_mut().find(|key| key.id.as_str() == new);
            key.unwrap().status = KeyStatus::Inactive;
        });
    };
    let refused: fn(&World, &str) = |world, _| {
        deploy(world);
        set_state(world, ClusterState::InvalidCredentials);
    };
    for spoil in [deactivated, refused] {
        let (world, config, new, old) = broken_off(2).await;
        spoil(&world, &new);
        let report = run(&world, &config).await;
        assert_eq!(
            changes(&report),
            [
                format!("Done: give up the pending key {new}"),
                format!("Done: give Qovery the key {old}"),
                format!("Done: give registries at Qovery the key {old}"),
            ]
        );
        let state = world.state();
        assert_eq!(keys::at_qovery(&state), Some(old.clone()));
        assert_eq!(keys::labelled(&state, "AWSCURRENT"), Some(old));
        assert_eq!(keys::labelled(&state, "AWSPENDING"), None);
    }
}

/// What a person has put into the credentials is no key of the rotation's to replace.
#[tokio::test(start_paused = true)]
async fn a_rotation_beside_a_role_at_qovery_is_not_completed() {
    let (world, config, new, old) = broken_off(1).await;
    set_values(&world, another_role());
    run(&world, &config).await;
    let state = world.state();
    assert_eq!(keys::at_qovery(&state), Some(old));
    assert!(keys::is_active(&state, &new));
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_refuses_the_new_key_gets_the_one_before_back() {
    let (world, config, rotation) = with_key().await;
    let old = keys::at_qovery(&world.state()).unwrap();
    keys::rotate(&world, &rotation, keys::FIRST).await.unwrap();
    let new = keys::at_qovery(&world.state()).unwrap();
    advance(&world, DAY);
    deploy(&world);
    set_state(&world, ClusterState::InvalidCredentials);
    world.edit(|state| {
        let user = state.users.get_mut(keys::USER).unwrap();
        let key = &mut user.keys[0];
        key.status = KeyStatus::Inactive;
        // As the reconciliation retires it.
        let note = LedgerEntry::Key(key.id.clone(), KeyStatusNote::Retired(key.created_at));
        let tag = KeyLedger::read(&user.tags).tag_for(&note, &[]);
        user.tags.extend([tag]);
    });
    let report = run(&world, &config).await;
    assert_eq!(
        changes(&report),
        [
            format!("Done: activate the key {old} again"),
            format!("Done: give Qovery the key {old}"),
            format!("Done: give registries at Qovery the key {old}"),
            // The label stays on the current key after a rotation; it goes with it.
            format!("Done: give up the pending key {new}"),
            format!("Done: make the key {old} current"),
        ]
    );
    assert!(codes(&report).contains(&"cluster-credentials-invalid"));
    let state = world.state();
    assert_eq!(keys::at_qovery(&state), Some(old.clone()));
    assert_eq!(keys::labelled(&state, "AWSCURRENT"), Some(old.clone()));
    assert!(keys::is_active(&state, &old) && keys::is_active(&state, &new));
    // Refused again: the way back is taken once, and nothing swaps for ever.
    advance(&world, DAY);
    deploy(&world);
    set_state(&world, ClusterState::InvalidCredentials);
    assert_eq!(run(&world, &config).await.changes, []);
    assert_eq!(keys::at_qovery(&world.state()), Some(old));
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_was_refused_before_the_rotation_is_no_reason_to_go_back() {
    let (world, config, rotation) = with_key().await;
    set_state(&world, ClusterState::InvalidCredentials);
    keys::rotate(&world, &rotation, keys::FIRST).await.unwrap();
    let new = keys::at_qovery(&world.state());
    let report = run(&world, &config).await;
    assert_eq!(report.changes, []);
    assert_eq!(keys::at_qovery(&world.state()), new);
}

#[tokio::test(start_paused = true)]
async fn a_refused_deployment_gets_the_key_before_back_though_it_has_no_date() {
    let (world, config, rotation) = with_key().await;
    let old = keys::at_qovery(&world.state());
    keys::rotate(&world, &rotation, keys::FIRST).await.unwrap();
    advance(&world, DAY);
    set_state(&world, ClusterState::InvalidCredentials);
    run(&world, &config).await;
    assert_eq!(keys::at_qovery(&world.state()), old);
}
