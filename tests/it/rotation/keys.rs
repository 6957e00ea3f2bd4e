//! The first key, retirement and removal.

use domain::{qovery::ClusterState, rotation::Action};

use super::*;

/// What reaching that goal takes now.
pub(super) async fn reach(world: &World, config: &Config, goal: Goal) -> Vec<Action> {
    let registered = RegisteredTarget {
        former: Vec::new(),
        access: access(),
        credentials: config.credentials.clone(),
        name: config.credentials_name.clone(),
    };
    let target = QoveryTarget::Registered(&registered);
    let clock = || world.now();
    let run = run_goal(&goal, world, &keys(), target, None, &clock).await;
    run.unwrap_or_else(|error| panic!("{}", error.message().render(4096)))
        .actions
}

/// Deploys the cluster, so that it takes what Qovery holds.
pub(super) async fn deploy(world: &World) {
    let cluster = world.state().organizations[ORGANIZATION].clusters[0]
        .id
        .parse()
        .unwrap();
    world.deploy_cluster(&access(), &cluster).await.unwrap();
}

/// What takes a key out of use.
pub(super) fn takes_away(actions: &[Action]) -> bool {
    actions.iter().any(|action| {
        matches!(
            action,
            Action::UpdateAccessKey(_, KeyStatus::Inactive) | Action::DeleteAccessKey(_)
        )
    })
}

#[tokio::test(start_paused = true)]
async fn an_old_key_goes_when_it_is_proven_unused_and_makes_room() {
    let (world, config) = connected().await;
    let old = labelled(&world.state(), "AWSCURRENT").unwrap();
    rotate(&world, &config, FIRST).await.unwrap();
    let second = "second-0-4b1a-4c55-9a0e-2f6b3f1f7a02";
    let error = rotate(&world, &config, second).await.unwrap_err();
    assert_eq!(codes(&error), [Code::KeyNotRetired]);
    world.edit(|state| state.advance(2 * A_WEEK));
    assert!(!takes_away(&reach(&world, &config, Goal::Retire).await));
    deploy(&world).await;
    let noted = reach(&world, &config, Goal::Retire).await;
    assert!(!takes_away(&noted), "the grace begins: {noted:?}");
    assert_eq!(noted.len(), 1, "the move is noted");
    world.edit(|state| state.advance(A_WEEK + Duration::from_mins(1)));
    let ends = Action::UpdateAccessKey(old.parse().unwrap(), KeyStatus::Inactive);
    assert!(reach(&world, &config, Goal::Retire).await.contains(&ends));
    assert!(!is_active(&world.state(), &old));
    world.edit(|state| state.advance(A_WEEK + Duration::from_mins(1)));
    rotate(&world, &config, second).await.unwrap();
    let state = world.state();
    let left: Vec<&str> = state.users[USER]
        .keys
        .iter()
        .map(|key| key.id.as_str())
        .collect();
    assert_eq!(left.len(), 2);
    assert!(!left.contains(&old.as_str()));
}

#[tokio::test(start_paused = true)]
async fn a_last_use_that_cannot_be_read_keeps_the_key() {
    let (world, config) = connected().await;
    rotate(&world, &config, FIRST).await.unwrap();
    world.edit(|state| state.advance(Duration::from_mins(1)));
    deploy(&world).await;
    assert_eq!(reach(&world, &config, Goal::Retire).await.len(), 1);
    world.edit(|state| state.advance(2 * A_WEEK));
    world.forget_calls();
    for call in [1, 2] {
        let used = At::Operation("iam:GetAccessKeyLastUsed", call);
        world.inject(used, Fault::Fail(PortErrorKind::Throttled(None)));
    }
    assert_eq!(reach(&world, &config, Goal::Retire).await, []);
    assert!(takes_away(&reach(&world, &config, Goal::Retire).await));
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

/// A deployment with the key before is under way when the list is read: its end proves nothing.
#[tokio::test(start_paused = true)]
async fn a_push_is_not_noted_beside_a_deployment_that_began_while_it_was_looked() {
    let (world, config) = connected().await;
    world.edit(|state| {
        let user = state.users.get_mut(USER).unwrap();
        user.tags.remove("qovery-aws-connect/pushed");
    });
    world.forget_calls();
    let list = At::Operation("GET /organization/{id}/credentials", 1);
    world.meanwhile(list, |state| {
        let cluster = state.organizations[ORGANIZATION].clusters[0].id.clone();
        state.set_cluster_state(&cluster, ClusterState::Deploying);
    });
    assert_eq!(reach(&world, &config, Goal::Retire).await, []);
}

/// Its answer to a push was lost, so that the note is missing: the step reads what it needs for it.
#[tokio::test(start_paused = true)]
async fn a_repeated_set_secret_notes_the_push_before_it() {
    let (world, config) = connected().await;
    world.edit(|state| state.stage_rotation(SECRET, FIRST));
    for next in [RotationStep::CreateSecret, RotationStep::SetSecret] {
        step(&world, &config, next, FIRST).await.unwrap();
    }
    let pushed = |world: &World| {
        let tags = &world.state().users[USER].tags;
        tags.get("qovery-aws-connect/pushed").cloned()
    };
    let noted = pushed(&world).unwrap();
    world.edit(|state| {
        let user = state.users.get_mut(USER).unwrap();
        user.tags.remove("qovery-aws-connect/pushed");
        state.advance(Duration::from_mins(1));
    });
    step(&world, &config, RotationStep::SetSecret, FIRST)
        .await
        .unwrap();
    let again = pushed(&world).unwrap();
    assert_ne!(again, noted);
    assert!(
        again.contains(&at_qovery(&world.state()).unwrap()),
        "{again}"
    );
}

/// IAM shows tags late: what is noted is the push before, from which a cluster has been deployed.
#[tokio::test(start_paused = true)]
async fn clusters_are_deployed_though_the_note_of_the_push_is_read_late() {
    for is_missing in [false, true] {
        let (world, mut config) = connected().await;
        config.redeploy_clusters = true;
        deploy(&world).await;
        let tag = "qovery-aws-connect/pushed".to_owned();
        let before = world.state().users[USER].tags[&tag].clone();
        world.edit(|state| state.stage_rotation(SECRET, FIRST));
        for next in &RotationStep::ALL[..3] {
            step(&world, &config, *next, FIRST).await.unwrap();
        }
        world.edit(|state| {
            let tags = &mut state.users.get_mut(USER).unwrap().tags;
            tags.remove(&tag);
            if !is_missing {
                tags.insert(tag, before);
            }
            state.advance(Duration::from_mins(1));
        });
        let finish = RotationStep::FinishSecret;
        let findings = step(&world, &config, finish, FIRST).await.unwrap();
        assert_eq!(findings, []);
        let state = world.state();
        let cluster = &state.organizations[ORGANIZATION].clusters[0];
        let runs_on = cluster.in_use.as_ref().and_then(HeldValues::identity);
        assert_eq!(runs_on.map(str::to_owned), at_qovery(&state));
    }
}

/// The answer of `CreateAccessKey` is lost; whether there is a key is another matter.
async fn lose_creation(world: &World, config: &Config, fault: Fault) {
    world.inject(At::Operation("iam:CreateAccessKey", 1), fault);
    rotate(world, config, FIRST).await.unwrap_err();
}

fn but_current(state: &State) -> Vec<String> {
    let current = labelled(state, "AWSCURRENT");
    let ids = state.users[USER].keys.iter().map(|key| key.id.to_string());
    ids.filter(|id| Some(id) != current.as_ref()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_key_that_was_created_and_never_stored_is_deactivated_first_and_goes_after_the_grace_period()
 {
    let (world, config) = connected().await;
    lose_creation(&world, &config, Fault::LostAnswer).await;
    let lost = but_current(&world.state());
    world.edit(|state| state.advance(Duration::from_mins(1)));
    for minutes in [1, 6 * 24 * 60, 2 * 24 * 60] {
        let error = rotate(&world, &config, FIRST).await.unwrap_err();
        assert_eq!(codes(&error), [Code::KeyInGracePeriod]);
        assert!(error.message().render(4096).contains(&lost[0]));
        let state = world.state();
        assert_eq!(but_current(&state), lost, "a person can activate it again");
        assert!(!is_active(&state, &lost[0]));
        world.edit(|state| state.advance(Duration::from_mins(minutes)));
    }
    rotate(&world, &config, FIRST).await.unwrap();
    assert!(!but_current(&world.state()).contains(&lost[0]));
}

#[tokio::test(start_paused = true)]
async fn a_key_that_a_person_activated_again_is_theirs() {
    let (world, config) = connected().await;
    lose_creation(&world, &config, Fault::LostAnswer).await;
    world.edit(|state| state.advance(Duration::from_mins(1)));
    rotate(&world, &config, FIRST).await.unwrap_err();
    world.edit(|state| {
        let keys = &mut state.users.get_mut(USER).unwrap().keys;
        keys[1].status = KeyStatus::Active;
        state.advance(2 * A_WEEK);
    });
    world.forget_calls();
    let error = rotate(&world, &config, FIRST).await.unwrap_err();
    assert_eq!(codes(&error), [Code::KeyNotOurs]);
    assert_eq!(world.effects(), []);
}

/// Half a minute after a creation that did not happen, though nobody knows; at once after one that
/// was denied.
#[tokio::test(start_paused = true)]
async fn a_key_that_a_person_made_after_a_creation_that_failed_is_never_touched() {
    for (kind, after) in [
        (PortErrorKind::Unanswered, 30),
        (PortErrorKind::AccessDenied, 0),
    ] {
        let (world, config) = connected().await;
        lose_creation(&world, &config, Fault::Fail(kind)).await;
        world.edit(|state| state.advance(Duration::from_secs(after)));
        let persons = world.edit(|state| state.add_key(USER).unwrap().id);
        world.edit(|state| state.advance(A_WEEK));
        world.forget_calls();
        let error = rotate(&world, &config, FIRST).await.unwrap_err();
        assert_eq!(codes(&error), [Code::KeyNotOurs], "{kind:?}");
        assert!(is_active(&world.state(), persons.as_str()), "{kind:?}");
        assert_eq!(world.effects(), [], "{kind:?}");
    }
}
