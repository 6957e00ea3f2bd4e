//! No sequence of rotations, deployments, failures and runs ends a key in use.

use std::time::Duration;

use domain::{aws::iam::KeyStatus, port_error::PortErrorKind, qovery::ClusterState};
use proptest::prelude::*;
use support::world::{At, Fault, HeldValues, State, World};
use tokio::{runtime::Builder, time::timeout};

use super::{DAY, ORGANIZATION, advance, deploy, keys, run, set_state, with_key};

/// What may happen.
#[derive(Debug, Clone)]
enum Event {
    Rotate,
    Deploy,
    /// A cluster is left in that state by its last operation.
    Leave(ClusterState),
    /// Somebody outside uses the key that their job was started with.
    UseOldest,
    Pass(u32),
    /// A run, whose n-th call meets that.
    Run(Option<(usize, Fault)>),
}

fn event() -> impl Strategy<Value = Event> {
    let states = vec![
        ClusterState::Deploying,
        ClusterState::Stopped,
        ClusterState::DeploymentError,
        ClusterState::InvalidCredentials,
    ];
    let faults = vec![
        Fault::Fail(PortErrorKind::AccessDenied),
        Fault::Fail(PortErrorKind::Unavailable),
        Fault::LostAnswer,
        Fault::Hang,
        Fault::HangAfter,
    ];
    let fault = (1_usize..40, prop::sample::select(faults));
    prop_oneof![
        2 => Just(Event::Rotate),
        3 => Just(Event::Deploy),
        2 => prop::sample::select(states).prop_map(Event::Leave),
        1 => Just(Event::UseOldest),
        4 => (1_u32..10).prop_map(Event::Pass),
        6 => prop::option::of(fault).prop_map(Event::Run),
    ]
}

/// Keys in use: each cluster with what it took last, Qovery with what it holds, and whoever used a
/// key within the grace period.
fn in_use(state: &State) -> Vec<String> {
    let organization = &state.organizations[ORGANIZATION];
    let held = organization.credentials.iter().map(|one| Some(&one.values));
    let clusters = organization.clusters.iter();
    let taken = clusters.flat_map(|one| [one.in_use.as_ref(), one.in_flight.as_ref()]);
    let ids = held
        .chain(taken)
        .flatten()
        .filter_map(|values| match values {
            HeldValues::Static(id, _) => Some(id.clone()),
            HeldValues::Role(_) | HeldValues::Foreign { .. } => None,
        });
    let recently = |at: time::OffsetDateTime| state.now - at < 7 * DAY;
    let keys = state.users[keys::USER].keys.iter();
    let used = keys.filter(|key| key.last_used_at.is_some_and(recently));
    ids.chain(used.map(|key| key.id.to_string())).collect()
}

fn active(state: &State) -> Vec<String> {
    let keys = state.users[keys::USER].keys.iter();
    let active = keys.filter(|key| key.status == KeyStatus::Active);
    active.map(|key| key.id.to_string()).collect()
}

/// What a run ended, and whether it was in use.
async fn run_and_look(
    world: &World,
    config: &reconciliation::Config,
    fault: Option<(usize, Fault)>,
) -> Result<usize, TestCaseError> {
    let before = world.state();
    world.forget_calls();
    if let Some((call, fault)) = fault {
        world.inject(At::Call(call), fault);
    }
    let _ = timeout(Duration::from_mins(5), run(world, config)).await;
    world.clear_faults();
    let never = ["iam:CreateAccessKey", "secretsmanager:PutSecretValue"];
    let mut calls = world.calls().into_iter();
    prop_assert!(
        !calls.any(|call| never.contains(&call.operation)),
        "its role may not"
    );
    let after = active(&world.state());
    let ended = active(&before).into_iter().filter(|id| !after.contains(id));
    let ended: Vec<String> = ended.collect();
    for id in &ended {
        prop_assert!(!in_use(&before).contains(id), "{id} was in use");
    }
    let current = keys::labelled(&world.state(), "AWSCURRENT");
    prop_assert!(
        current.is_some_and(|id| after.contains(&id)),
        "AWSCURRENT is active"
    );
    Ok(ended.len())
}

async fn play(events: Vec<Event>) -> Result<usize, TestCaseError> {
    let (world, config, rotation) = with_key().await;
    let mut ended = 0;
    for (number, event) in events.into_iter().enumerate() {
        match event {
            Event::Rotate => {
                let token = format!("{number:0>8}-4b1a-4c55-9a0e-2f6b3f1f7a01");
                // Refused while a key is in its grace period: that is the rotation's business.
                let _ = keys::rotate(&world, &rotation, &token).await;
            }
            Event::Deploy => deploy(&world),
            Event::Leave(state) => set_state(&world, state),
            Event::UseOldest => world.edit(|state| {
                let now = state.now;
                let keys = &mut state.users.get_mut(keys::USER).unwrap().keys;
                let oldest = keys.iter_mut().find(|key| key.status == KeyStatus::Active);
                oldest.unwrap().last_used_at = Some(now);
            }),
            Event::Pass(days) => advance(&world, days * DAY),
            Event::Run(fault) => ended += run_and_look(&world, &config, fault).await?,
        }
    }
    Ok(ended)
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build();
    runtime.expect("a runtime").block_on(future)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_reports_and_failures_ends_a_key_in_use(
        events in prop::collection::vec(event(), 5..40),
    ) {
        block_on(play(events))?;
    }
}

#[test]
fn a_sequence_can_end_a_key_at_all() {
    let events = vec![
        Event::Rotate,
        Event::Pass(1),
        Event::Deploy,
        Event::Pass(1),
        Event::Run(None),
        Event::Pass(8),
        Event::Run(None),
    ];
    assert_eq!(block_on(play(events)).unwrap(), 1);
}
