//! Functions that panic, and functions that are killed, as processes.

use std::{thread, time::Duration};

use anyhow::{Result, ensure};
use serde_json::Value;
use support::qovery::{Fault, FaultKind};

use super::{
    scene::{Scene, wait_until},
    templates,
};

fn kill(scene: &Scene, function: &str) -> Result<()> {
    let killed = scene.account.kill(function)?;
    ensure!(killed == 1, "one process was to be killed, not {killed}");
    Ok(())
}

/// Kills the custom resource's function as soon as it has asked Qovery, which does not answer;
/// brings what Lambda kept of the request then.
fn kill_in_the_middle(scene: &Scene) -> Result<Value> {
    let aws = scene.account.aws();
    let before = scene.qovery.requests().len();
    wait_until("the function asks Qovery", || {
        Ok(scene.qovery.requests().len() > before)
    })?;
    // The stack is not there yet to tell it.
    let functions = aws.run(&["lambda", "list-functions"])?;
    let functions = functions["Functions"].as_array().into_iter().flatten();
    let mut names = functions.filter_map(|function| function["FunctionName"].as_str());
    let name = names.find(|name| name.contains("CustomResource"));
    kill(scene, name.unwrap_or_default())?;

    scene.qovery.clear_faults();
    let queues = aws.run(&["sqs", "list-queues"])?;
    let queue = queues["QueueUrls"][0].as_str().unwrap_or_default();
    let mut kept = Value::Null;
    wait_until("the request is kept", || {
        kept = aws.run(&["sqs", "receive-message", "--queue-url", queue])?;
        Ok(!kept.is_null())
    })?;
    Ok(kept)
}

#[test]
fn a_stack_whose_function_is_killed_fails_after_its_service_timeout_and_rolls_back() -> Result<()> {
    let scene = Scene::with(templates::with_short_limits()?)?;
    let hangs = Fault::on("*", "/**", FaultKind::Hang).always();
    scene.qovery.fault(hangs);
    let (created, kept) = thread::scope(|scope| {
        let killer = scope.spawn(|| kill_in_the_middle(&scene));
        let created = scene.create(&[])?;
        let kept = killer.join().expect("it does not panic")?;
        anyhow::Ok((created, kept))
    })?;
    assert_eq!(created.status, "ROLLBACK_COMPLETE", "{}", created.failure());
    assert!(
        created.failure().contains("did not receive a response"),
        "{}",
        created.failure()
    );
    assert!(kept.to_string().contains("requestPayload"), "{kept}");
    scene.assert_is_gone("role", created.physical_id("QoveryRole"));
    assert_eq!(scene.registered(), []);
    Ok(())
}

#[test]
fn a_panic_is_answered_at_once_and_leaves_nothing() -> Result<()> {
    let scene = Scene::with(templates::with_a_bug()?)?;
    let created = scene.create(&[("AuthenticationMethod", "StaticCredentials")])?;
    assert_eq!(created.status, "ROLLBACK_COMPLETE", "{}", created.failure());
    for said in ["failed: an internal error while", "hint: report this"] {
        assert!(created.failure().contains(said), "{}", created.failure());
    }
    scene.assert_is_gone("user", created.physical_id("QoveryUser"));
    assert_eq!(scene.registered(), []);
    scene.assert_no_secret_was_shown(&[&created])
}

#[test]
fn a_key_whose_maker_was_killed_before_it_was_stored_goes_after_its_grace_period() -> Result<()> {
    let scene = Scene::new()?;
    let created = scene.created(&[("AuthenticationMethod", "StaticCredentials")])?;
    let secret = scene.stored_key()?;
    let before = secret.keys()?;

    scene.account.withhold_next_answer("CreateAccessKey")?;
    secret.rotate()?;
    wait_until("the key is made", || Ok(secret.keys()?.of_user.len() == 2))?;
    kill(&scene, created.physical_id("RotationFunction"))?;
    let crashed = secret.keys()?;
    let orphan = crashed.but_current().next().expect("the key that was made");
    assert_eq!(
        (crashed.current(), crashed.pending()),
        (before.current(), None)
    );
    assert_eq!(scene.registered()[0].2, before.current());

    // Whoever made it might be about to store it; a minute later nobody is.
    scene.age(Duration::from_mins(1))?;
    secret.rotate_again()?;
    wait_until("the key is deactivated", || {
        Ok(secret.keys()?.of_user.get(orphan).map(String::as_str) == Some("Inactive"))
    })?;
    scene.age(8 * Duration::from_hours(24))?;
    assert!(secret.rotate_again()?.ends()?);
    let after = secret.keys()?;
    assert!(!after.of_user.contains_key(orphan), "{after:?}");
    assert_eq!(after.but_current().collect::<Vec<_>>(), [before.current()]);
    assert_eq!(scene.registered()[0].2, after.current());
    let pushes = scene.qovery.requests();
    let pushes = pushes.iter().filter(|request| request.method == "PUT");
    assert_eq!(pushes.count(), 1, "one rotation has come to its end");
    scene.assert_no_secret_was_shown(&[&created])
}
