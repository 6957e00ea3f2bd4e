//! Stopped before and after every effect, and after lost answers and failures: the invariants
//! hold at once, and the next attempt completes.

use std::{fmt::Debug, time::Duration};

use domain::port_error::PortErrorKind;
use rotation::Config;
use support::world::{At, Fault, State, World};
use tokio::time::timeout;

use super::rotation::{
    FIRST, SECRET, USER, at_qovery, connected, empty_world, is_active, issue, labelled, rotate,
};

/// Ways for one call to go wrong.
const FAULTS: [Fault; 4] = [
    Fault::Hang,
    Fault::HangAfter,
    Fault::LostAnswer,
    Fault::Fail(PortErrorKind::Unavailable),
];

/// What Lambda leaves for one invocation.
const TIME: Duration = Duration::from_mins(5);
/// Longer than the grace period.
const OVER_A_WEEK: Duration = Duration::from_hours(8 * 24);

#[track_caller]
fn assert_sound(state: &State, when: impl Debug) {
    if let Some(current) = labelled(state, "AWSCURRENT") {
        assert!(
            is_active(state, &current),
            "the key in AWSCURRENT is inactive, {when:?}"
        );
    }
    if let Some(held) = at_qovery(state) {
        assert!(
            is_active(state, &held),
            "the key at Qovery is inactive, {when:?}"
        );
    }
    assert!(
        state.users[USER].keys.len() <= 2,
        "more than two keys, {when:?}"
    );
}

/// Every key's secret is in the secret.
#[track_caller]
fn assert_no_orphan(state: &State, when: impl Debug) {
    let stored: Vec<&str> = state.secrets[SECRET]
        .versions
        .values()
        .filter_map(|version| version.value.as_deref())
        .collect();
    for key in &state.users[USER].keys {
        let is_stored = stored.iter().any(|value| value.contains(key.id.as_str()));
        assert!(is_stored, "the secret of {:?} is lost, {when:?}", key.id);
    }
}

/// Rotations until one completes; Secrets Manager takes up the one that it knows of. A key that
/// nobody stored stays for its grace period.
async fn rotate_again(world: &World, config: &Config, when: impl Debug) {
    let attempts = [FIRST, FIRST, FIRST, "second-0-4b1a-4c55-9a0e-2f6b3f1f7a02"];
    let mut why = String::new();
    for token in attempts {
        match rotate(world, config, token).await {
            Ok(_) => return,
            Err(error) => why = error.message().render(4096),
        }
        if why.contains("key-in-grace-period") {
            world.edit(|state| state.advance(OVER_A_WEEK));
        }
    }
    panic!("no rotation completes, {when:?}: {why}");
}

#[tokio::test(start_paused = true)]
async fn a_rotation_stopped_at_any_effect_is_taken_up_again() {
    let (world, config) = connected().await;
    rotate(&world, &config, FIRST).await.unwrap();
    let effects = world.effects().len();
    let mut points = 0;
    for effect in 1..=effects {
        for fault in FAULTS {
            for (lists, calls) in [(0, 0), (2, 6)] {
                let when = (effect, fault, lists);
                let (world, config) = connected().await;
                world.edit(|state| {
                    state.propagation.lists = lists;
                    state.propagation.calls = calls;
                });
                let before = labelled(&world.state(), "AWSCURRENT");
                world.inject(At::Effect(effect), fault);
                let stopped = timeout(TIME, rotate(&world, &config, FIRST)).await;
                // A registry that fails is named, and stops no rotation.
                let is_named = matches!(&stopped, Ok(Ok(findings)) if !findings.is_empty());
                assert!(
                    is_named || !matches!(stopped, Ok(Ok(_))),
                    "{when:?} did not strike"
                );
                assert_sound(&world.state(), when);
                rotate_again(&world, &config, when).await;
                let state = world.state();
                assert_sound(&state, when);
                assert_no_orphan(&state, when);
                assert_ne!(labelled(&state, "AWSCURRENT"), before, "{when:?}");
                assert_eq!(
                    labelled(&state, "AWSCURRENT"),
                    at_qovery(&state),
                    "{when:?}"
                );
                points += 1;
            }
        }
    }
    println!("{effects} effects of a rotation, {points} crash points");
}

#[tokio::test(start_paused = true)]
async fn a_first_key_stopped_at_any_effect_is_issued_once() {
    let world = empty_world();
    issue(&world).await.unwrap();
    let effects = world.effects().len();
    for effect in 1..=effects {
        for fault in FAULTS {
            let when = (effect, fault);
            let world = empty_world();
            world.inject(At::Effect(effect), fault);
            let stopped = timeout(TIME, issue(&world)).await;
            assert!(!matches!(stopped, Ok(Ok(_))), "{when:?} did not strike");
            assert_sound(&world.state(), when);
            issue(&world).await.unwrap();
            assert_sound(&world.state(), when);
            world.edit(|state| state.advance(OVER_A_WEEK));
            issue(&world).await.unwrap();
            let state = world.state();
            assert_sound(&state, when);
            assert_no_orphan(&state, when);
            assert_eq!(state.users[USER].keys.len(), 1, "{when:?}");
        }
    }
    println!(
        "{effects} effects of a first key, {} crash points",
        effects * FAULTS.len()
    );
}

#[tokio::test(start_paused = true)]
async fn two_first_keys_at_once_leave_one() {
    let world = empty_world();
    let (one, other) = tokio::join!(issue(&world), issue(&world));
    assert!(one.is_ok() || other.is_ok());
    let key = issue(&world).await.unwrap();
    let state = world.state();
    assert_sound(&state, "twice");
    assert_no_orphan(&state, "twice");
    assert_eq!(
        labelled(&state, "AWSCURRENT").unwrap(),
        key.access_key.id.as_str()
    );
}

#[tokio::test(start_paused = true)]
async fn two_rotations_at_once_keep_the_invariants() {
    let (world, config) = connected().await;
    let second = "second-0-4b1a-4c55-9a0e-2f6b3f1f7a02";
    let both = tokio::join!(
        rotate(&world, &config, FIRST),
        rotate(&world, &config, second)
    );
    assert_sound(&world.state(), &both);
    rotate_again(&world, &config, "after two at once").await;
    assert_no_orphan(&world.state(), "after two at once");
}
