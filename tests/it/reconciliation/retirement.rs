//! An old key from its rotation to its deletion.

use std::time::Duration;

use domain::{
    identities::{SUPERSEDED_TAG, SupersededNote},
    port_error::PortErrorKind,
    qovery::ClusterState,
    reconciliation::{CheckName, Outcome},
};
use support::world::{At, Fault, HeldValues, World};

use super::{
    DAY, advance, changes, codes, deploy, deployed, keys, outcome, run, set_state, set_values,
    with_key,
};

/// Notes are rounded up to the next second.
const MOMENT: Duration = Duration::from_secs(2);
const ALMOST_A_WEEK: Duration = Duration::from_secs(7 * 24 * 3600 - 1);

fn key_ids(world: &World) -> Vec<String> {
    let state = world.state();
    let keys = state.users[keys::USER].keys.iter();
    keys.map(|key| key.id.to_string()).collect()
}

#[tokio::test(start_paused = true)]
async fn an_old_key_goes_after_deployment_quiet_inactivity_and_grace() {
    let (world, config, rotation) = with_key().await;
    keys::rotate(&world, &rotation, keys::FIRST).await.unwrap();
    let [old, new] = key_ids(&world).try_into().unwrap();
    advance(&world, 2 * DAY);
    let report = run(&world, &config).await;
    assert_eq!(codes(&report), ["key-may-be-in-use"], "nobody deployed");
    deploy(&world);
    advance(&world, DAY);
    let report = run(&world, &config).await;
    assert_eq!(report.changes, [], "it notes that all clusters have moved");
    advance(&world, ALMOST_A_WEEK);
    let report = run(&world, &config).await;
    assert_eq!(outcome(&report, CheckName::Retirement), Outcome::Ok);
    assert_eq!(report.changes, []);
    let waits_for = report.keys[0].waits_for.clone().unwrap_or_default();
    assert!(
        waits_for.contains("has to be quiet until 2026-03-12"),
        "{waits_for}"
    );
    advance(&world, MOMENT);
    let report = run(&world, &config).await;
    assert_eq!(
        changes(&report),
        [format!("Done: deactivate the superseded key {old}")]
    );
    assert!(report.has_changed);
    let tags = &world.state().users[keys::USER].tags;
    let note = &tags["qovery-aws-connect/key-1"];
    assert!(
        note.starts_with(&format!("key={old} inactive=2026-03-12")),
        "an operator sees when: {note}"
    );
    advance(&world, ALMOST_A_WEEK);
    assert_eq!(run(&world, &config).await.changes, []);
    advance(&world, MOMENT);
    let report = run(&world, &config).await;
    assert_eq!(changes(&report), [format!("Done: delete the key {old}")]);
    assert_eq!(key_ids(&world), [new]);
}

#[tokio::test(start_paused = true)]
async fn a_stopped_cluster_keeps_the_key_and_is_reported() {
    let (world, config, rotation) = with_key().await;
    keys::rotate(&world, &rotation, keys::FIRST).await.unwrap();
    advance(&world, DAY);
    deploy(&world);
    for state in [ClusterState::Stopped, ClusterState::Deploying] {
        set_state(&world, state);
        advance(&world, 10 * DAY);
        let report = run(&world, &config).await;
        assert_eq!(report.changes, [], "{state}");
        assert!(codes(&report).contains(&"key-may-be-in-use"), "{state}");
        assert!(report.to_text(4096).contains("`production`"), "{state}");
    }
    set_state(&world, ClusterState::Deployed);
    advance(&world, DAY);
    run(&world, &config).await;
    advance(&world, 8 * DAY);
    let report = run(&world, &config).await;
    assert!(changes(&report)[0].starts_with("Done: deactivate the superseded key"));
}

#[tokio::test(start_paused = true)]
async fn whatever_call_fails_the_key_stays() {
    let calls = {
        let (world, config) = ready_to_retire().await;
        run(&world, &config).await;
        world.calls().len()
    };
    let mut kept = 0;
    for call in 1..=calls {
        for kind in [PortErrorKind::AccessDenied, PortErrorKind::Unanswered] {
            let (world, config) = ready_to_retire().await;
            let before = world.state().users[keys::USER].keys.clone();
            world.inject(At::Call(call), Fault::Fail(kind));
            let report = run(&world, &config).await;
            let after = world.state().users[keys::USER].keys.clone();
            let is_unchanged = before.iter().zip(&after).all(|(a, b)| a.status == b.status);
            let is_told = !report.changes.is_empty();
            assert!(is_unchanged || is_told, "call {call} {kind:?}");
            kept += usize::from(is_unchanged);
            world.clear_faults();
            run(&world, &config).await;
            let finally = world.state().users[keys::USER].keys.clone();
            assert!(
                before[0].status != finally[0].status,
                "call {call}: the next run does it"
            );
        }
    }
    assert!(kept > calls, "{kept} of {} kept", 2 * calls);
}

async fn ready_to_retire() -> (World, reconciliation::Config) {
    let (world, config, rotation) = with_key().await;
    keys::rotate(&world, &rotation, keys::FIRST).await.unwrap();
    advance(&world, DAY);
    deploy(&world);
    advance(&world, DAY);
    run(&world, &config).await;
    advance(&world, 8 * DAY);
    world.forget_calls();
    (world, config)
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_says_what_it_would_do_and_does_nothing() {
    let (world, mut config) = ready_to_retire().await;
    config.dry_run = true;
    config.topic = None;
    let report = run(&world, &config).await;
    let rehearsed = changes(&report);
    assert!(
        rehearsed[0].starts_with("WouldBeDone: deactivate the superseded key"),
        "{rehearsed:?}"
    );
    assert_eq!(world.effects(), []);
    config.dry_run = false;
    let report = run(&world, &config).await;
    let done = changes(&report);
    assert_eq!(done[0].replace("Done", "WouldBeDone"), rehearsed[0]);
}

#[tokio::test(start_paused = true)]
async fn the_user_that_a_switch_to_a_role_left_goes_with_its_keys_and_secret() {
    let (world, mut config) = ready_to_retire().await;
    let role = serde_json::json!({
        "AuthenticationMethod": "AssumeRole",
        "RoleArn": super::ROLE,
        "TrustedPrincipals": "222222222222",
    });
    config.expected.properties = super::properties(&role);
    let note = SupersededNote {
        secret: Some(keys::SECRET.parse().unwrap()),
        ..SupersededNote::default()
    };
    world.edit(|state| {
        state.add_role(super::ROLE, super::TRUSTED);
        deployed(state, &["qovery-role", keys::USER]);
        let user = state.users.get_mut(keys::USER).unwrap();
        user.tags.extend(note.to_tag());
    });
    set_values(&world, HeldValues::Role(super::ROLE.to_owned()));
    for _ in 0..8 {
        run(&world, &config).await;
        advance(&world, DAY);
        deploy(&world);
        advance(&world, 8 * DAY);
    }
    let state = world.state();
    assert!(!state.users.contains_key(keys::USER), "its keys went first");
    assert!(state.secrets[keys::SECRET].deleted_at.is_some());
}

/// An update that was rolled back left a note, or a person changed the tag: what names the secret of
/// the keys would be missing once something supersedes the user.
#[tokio::test(start_paused = true)]
async fn a_user_in_use_names_its_secret_again_and_nothing_else() {
    let (world, config, _) = with_key().await;
    let named = SupersededNote::naming(&keys::SECRET.parse().unwrap()).to_tag_value();
    for changed in ["", "pending", "at=2026-03-01T12:00:00Z"] {
        world.edit(|state| {
            let tags = &mut state.users.get_mut(keys::USER).unwrap().tags;
            tags.insert(SUPERSEDED_TAG.to_owned(), changed.to_owned());
        });
        run(&world, &config).await;
        let tags = &world.state().users[keys::USER].tags;
        assert_eq!(tags[SUPERSEDED_TAG], named, "{changed}");
    }
}
