//! What stands in the way of a rotation, and what comes after it.

use super::*;
use domain::qovery::ClusterState;

use crate::logged;

#[tokio::test(start_paused = true)]
async fn a_secret_that_cannot_be_written_gets_no_key() {
    let (world, config) = connected().await;
    world.edit(|state| state.secrets.get_mut(SECRET).unwrap().is_writable = false);
    let error = rotate(&world, &config, FIRST).await.unwrap_err();
    assert_eq!(error.error_type(), "SecretNotWritable");
    assert_eq!(world.state().users[USER].keys.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_cannot_be_stored_is_deleted() {
    let (world, config) = connected().await;
    let put = At::Operation("secretsmanager:PutSecretValue", 2);
    world.inject(put, Fault::Fail(PortErrorKind::AccessDenied));
    let error = rotate(&world, &config, FIRST).await.unwrap_err();
    assert_eq!(error.error_type(), "KeyNotStored");
    assert_eq!(world.state().users[USER].keys.len(), 1);
    rotate(&world, &config, FIRST).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_persons_key_is_named_and_left_alone() {
    let (world, config) = connected().await;
    let persons = world.edit(|state| state.add_key(USER).unwrap().id);
    let error = rotate(&world, &config, FIRST).await.unwrap_err();
    assert_eq!(codes(&error), [Code::KeyNotOurs]);
    assert!(error.message().render(4096).contains(persons.as_str()));
    assert!(is_active(&world.state(), persons.as_str()));
    assert_eq!(world.effects(), []);
}

#[tokio::test(start_paused = true)]
async fn what_qovery_refuses_leaves_the_current_key_and_is_taken_up_again() {
    let (world, config) = connected().await;
    let before = labelled(&world.state(), "AWSCURRENT");
    let put = At::Operation("PUT /organization/{id}/aws/credentials/{id}", 1);
    world.inject(put, Fault::Fail(PortErrorKind::Invalid));
    rotate(&world, &config, FIRST).await.unwrap_err();
    let state = world.state();
    assert_eq!(labelled(&state, "AWSCURRENT"), before);
    assert_eq!(at_qovery(&state), before);
    let pending = labelled(&state, "AWSPENDING");
    rotate(&world, &config, FIRST).await.unwrap();
    assert_eq!(labelled(&world.state(), "AWSCURRENT"), pending);
}

#[tokio::test(start_paused = true)]
async fn a_rotation_that_was_given_up_hands_its_key_to_the_next() {
    let (world, config) = connected().await;
    let put = At::Operation("PUT /organization/{id}/aws/credentials/{id}", 1);
    world.inject(put, Fault::Fail(PortErrorKind::Invalid));
    rotate(&world, &config, FIRST).await.unwrap_err();
    let pending = labelled(&world.state(), "AWSPENDING");
    let second = "second-0-4b1a-4c55-9a0e-2f6b3f1f7a02";
    rotate(&world, &config, second).await.unwrap();
    assert_eq!(labelled(&world.state(), "AWSCURRENT"), pending);
    assert_eq!(world.state().users[USER].keys.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_user_that_was_made_anew_stops_everything() {
    let (world, config) = connected().await;
    world.edit(|state| state.users.get_mut(USER).unwrap().id = "AIDAANOTHER".to_owned());
    let error = rotate(&world, &config, FIRST).await.unwrap_err();
    assert_eq!(codes(&error), [Code::UserWasRemade]);
    assert_eq!(world.effects(), []);
}

#[tokio::test(start_paused = true)]
async fn clusters_are_deployed_after_a_rotation_where_that_is_wanted() {
    let (world, config) = connected().await;
    let config = Config {
        redeploy_clusters: true,
        ..config
    };
    world.edit(|state| {
        let credentials = config.credentials.clone();
        state
            .add_cluster(ORGANIZATION, "stopped", &credentials)
            .unwrap();
        let organization = state.organizations.get_mut(ORGANIZATION).unwrap();
        organization.clusters[1].state = ClusterState::Stopped;
        state.advance(Duration::from_secs(5));
    });
    logged::keep();
    let findings = rotate(&world, &config, FIRST).await.unwrap();
    let log = logged::take();
    assert_eq!(findings.len(), 1);
    assert!(findings[0].message.contains("stopped"), "{findings:?}");
    assert!(log.contains("cluster-not-deployed"), "{log}");
    assert!(log.contains(&findings[0].message), "{log}");
    let state = world.state();
    let current = labelled(&state, "AWSCURRENT").unwrap();
    let clusters = &state.organizations[ORGANIZATION].clusters;
    let runs_on = |index: usize| match &clusters[index].in_use {
        Some(HeldValues::Static(id, _)) => id.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(runs_on(0), current);
    assert_ne!(runs_on(1), current);
}

#[tokio::test(start_paused = true)]
async fn clusters_that_could_not_be_looked_at_are_not_deployed_and_that_is_said() {
    let (world, config) = connected().await;
    let config = Config {
        redeploy_clusters: true,
        ..config
    };
    let list = "GET /organization/{id}/credentials";
    let (finish, others) = RotationStep::ALL.split_last().unwrap();
    world.edit(|state| state.stage_rotation(SECRET, FIRST));
    for next in others {
        step(&world, &config, *next, FIRST).await.unwrap();
    }
    world.forget_calls();
    // The first look is the step's own.
    world.inject(
        At::Operation(list, 2),
        Fault::Fail(PortErrorKind::Unavailable),
    );
    let findings = step(&world, &config, *finish, FIRST).await.unwrap();
    let codes: Vec<Code> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::ClusterNotDeployed], "{findings:?}");
}
