//! The steps as Secrets Manager calls them.

use super::*;

#[tokio::test(start_paused = true)]
async fn each_sample_event_is_a_step_of_one_rotation() {
    let (world, config) = connected().await;
    let before = labelled(&world.state(), "AWSCURRENT").unwrap();
    world.edit(|state| {
        let organization = state.organizations.get_mut(ORGANIZATION).unwrap();
        "renamed".clone_into(&mut organization.credentials[0].name);
        state.propagation.calls = 4;
        state.stage_rotation(SECRET, FIRST);
    });
    for name in ["create", "set", "test", "finish"] {
        let path = format!(
            "{}/../events/rotation/{name}-secret.json",
            env!("CARGO_MANIFEST_DIR")
        );
        let event = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let handled = rotation::handle(event, &world, &config, &|| world.now()).await;
        handled.unwrap_or_else(|error| panic!("{name}: {}", error.message().render(4096)));
    }
    let state = world.state();
    let after = labelled(&state, "AWSCURRENT").unwrap();
    assert_ne!(before, after);
    assert_eq!(at_qovery(&state).as_ref(), Some(&after));
    assert!(is_active(&state, &before) && is_active(&state, &after));
    let held = &state.organizations[ORGANIZATION].credentials[0];
    assert_eq!(held.name, "renamed", "the name is the operator's");
    println!("calls of a rotation: {}", world.calls().len());
}

#[tokio::test(start_paused = true)]
async fn a_step_that_comes_again_changes_nothing() {
    let (world, config) = connected().await;
    world.edit(|state| state.stage_rotation(SECRET, FIRST));
    for next in RotationStep::ALL {
        step(&world, &config, next, FIRST).await.unwrap();
        world.forget_calls();
        step(&world, &config, next, FIRST).await.unwrap();
        assert_eq!(world.effects(), [], "{next}");
    }
    world.forget_calls();
    for next in RotationStep::ALL {
        step(&world, &config, next, FIRST).await.unwrap();
    }
    assert_eq!(world.effects(), [], "the whole rotation again");
}

#[tokio::test(start_paused = true)]
async fn an_unknown_step_and_another_secret_are_refused_by_name() {
    let (world, config) = connected().await;
    let clock = || world.now();
    let mut unknown = event(RotationStep::CreateSecret, FIRST);
    unknown["Step"] = json!("destroySecret");
    let error = rotation::handle(unknown, &world, &config, &clock)
        .await
        .unwrap_err();
    assert_eq!(error.error_type(), "InvalidEvent");
    assert!(error.message().render(4096).contains("destroySecret"));
    let mut other = event(RotationStep::CreateSecret, FIRST);
    other["SecretId"] = json!(TOKEN_SECRET);
    let error = rotation::handle(other, &world, &config, &clock)
        .await
        .unwrap_err();
    assert!(error.message().render(4096).contains(TOKEN_SECRET));
    assert_eq!(world.effects(), []);
}

#[tokio::test(start_paused = true)]
async fn a_version_that_is_not_staged_is_refused() {
    let (world, config) = connected().await;
    let create = RotationStep::CreateSecret;
    let error = step(&world, &config, create, FIRST).await.unwrap_err();
    assert_eq!(codes(&error), [Code::VersionNotPending]);
    world.edit(|state| {
        state.stage_rotation(SECRET, FIRST);
        state.secrets.get_mut(SECRET).unwrap().rotation_enabled = false;
    });
    let error = step(&world, &config, create, FIRST).await.unwrap_err();
    assert_eq!(codes(&error), [Code::RotationDisabled]);
}

/// Whoever removed the label then would lose the key.
#[tokio::test(start_paused = true)]
async fn a_staged_value_that_is_read_late_is_not_said_to_be_wrong() {
    let (world, config) = connected().await;
    world.edit(|state| state.stage_rotation(SECRET, FIRST));
    let create = RotationStep::CreateSecret;
    step(&world, &config, create, FIRST).await.unwrap();
    let show = |value: Option<String>| {
        world.edit(|state| {
            let versions = &mut state.secrets.get_mut(SECRET).unwrap().versions;
            std::mem::replace(&mut versions.get_mut(FIRST).unwrap().value, value)
        })
    };
    let stored = show(None);
    for late in [RotationStep::SetSecret, RotationStep::FinishSecret] {
        let error = step(&world, &config, late, FIRST).await.unwrap_err();
        assert_eq!(codes(&error), [Code::ValueNotThere], "{late}");
        let said = error.message().render(4096);
        assert!(
            said.contains("try again") && !said.contains("remove"),
            "{said}"
        );
    }
    show(stored);
    for next in RotationStep::ALL {
        step(&world, &config, next, FIRST).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_test_without_a_pending_value_tests_the_current_key() {
    let (world, config) = connected().await;
    world.edit(|state| state.stage_rotation(SECRET, FIRST));
    step(&world, &config, RotationStep::TestSecret, FIRST)
        .await
        .unwrap();
    assert_eq!(world.effects(), []);
    let asked = world.calls();
    assert!(
        asked
            .iter()
            .any(|call| call.operation == "sts:GetCallerIdentity")
    );
}

#[tokio::test(start_paused = true)]
async fn a_key_without_permissions_fails_the_test() {
    let (world, config) = connected().await;
    world.edit(|state| {
        state.stage_rotation(SECRET, FIRST);
        state.users.get_mut(USER).unwrap().may_get_user = false;
    });
    let test = RotationStep::TestSecret;
    let error = step(&world, &config, test, FIRST).await.unwrap_err();
    assert_eq!(error.error_type(), "AccessDenied");
}
