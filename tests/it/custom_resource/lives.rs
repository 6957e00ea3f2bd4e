//! Lives of a stack: requests, and runs of the reconciliation after them, beside a cluster that is
//! never cut off.

use std::time::Duration;

use domain::{
    aws::stack::StackStatus::{
        self, DeleteInProgress, UpdateComplete, UpdateInProgress, UpdateRollbackComplete,
        UpdateRollbackInProgress,
    },
    properties::Properties,
    qovery::ClusterState::{Deployed, DeploymentQueued},
    reconciliation::Expected,
};
use reconciliation::Config;
use serde_json::{Value, json};
use support::world::World;

use super::{
    account::{
        KEY_SECRET, ROLE, SECOND_ROLE, USER, credentials, cut_off, from_key_to_role,
        from_role_to_key, link, make_role, organization, reach, to_another_role, works,
    },
    after,
    away::AWAY,
    event, send,
};
use crate::own_stack::{GRACE, STACK, own_stack};

const FUNCTION_ROLE: &str = "qovery-ReconciliationFunctionRole-1A2B3C";
const THIRD_ROLE: &str = "arn:aws:iam::123456789012:role/qovery-third-role";
/// Longer than everything that time alone holds.
const LONG: usize = 8;

/// A cluster runs on what the stack's credentials hold, and the reconciliation has its own role.
fn living(world: World) -> World {
    world.edit(|state| {
        link(state, "production");
        let arn = format!("arn:aws:iam::123456789012:role/{FUNCTION_ROLE}");
        state.add_role(&arn, "{}");
    });
    world
}

/// A request while the stack is in a status, which it leaves for another. Returns the answer.
async fn request(world: &World, event: &Value, during: StackStatus, then: StackStatus) -> Value {
    let answer = send(world, during, event.clone()).await;
    world.edit(|state| state.move_stack(STACK, then));
    assert_eq!(cut_off(world), [""; 0], "{answer}");
    answer
}

/// An Update that succeeds.
async fn update(world: &World, event: &Value) -> Value {
    let answer = request(world, event, UpdateInProgress, UpdateComplete).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    answer
}

/// The reconciliation as the template configures it after that request.
fn config(event: &Value, answer: &Value) -> Config {
    let properties = event["ResourceProperties"].as_object();
    let own_stack = own_stack();
    let id = answer["Data"]["CredentialsId"].as_str();
    Config {
        expected: Expected {
            stack: own_stack.id.clone(),
            permissions: own_stack.permissions.clone(),
            properties: Properties::parse(properties.expect("an object")).expect("they are valid"),
            credentials: id.unwrap_or_default().parse().expect("an id"),
            role_id: None,
            grace: GRACE,
        },
        own_stack,
        stack: "qovery".to_owned(),
        dry_run: false,
        topic: None,
        function_role: FUNCTION_ROLE.to_owned(),
    }
}

/// Weeks pass, each with a run of the reconciliation. Returns what the runs did.
async fn weeks(world: &World, config: &Config, count: usize) -> Vec<String> {
    let mut changes = Vec::new();
    for _ in 0..count {
        world.edit(|state| state.advance(GRACE + Duration::from_mins(1)));
        let event = json!({ "trigger": "schedule" });
        let time_left = Duration::from_mins(5);
        let now = || world.now();
        let report = reconciliation::handle(&event, world, config, &now, time_left).await;
        changes.extend(report.changes.into_iter().map(|change| change.what));
        assert_eq!(cut_off(world), [""; 0], "{changes:?}");
    }
    changes
}

/// A person deploys the cluster.
fn deploy(world: &World) {
    world.edit(|state| {
        reach(state, DeploymentQueued);
        reach(state, Deployed);
    });
    assert_eq!(cut_off(world), [""; 0]);
}

fn is_there(world: &World, name: &str) -> bool {
    let state = world.state();
    state.roles.contains_key(name) || state.users.contains_key(name)
}

/// Nothing that was superseded is left, and what is used works.
fn assert_only_the_present_is_left(world: &World, left: &[&str], what: &str) {
    for name in left {
        assert!(!is_there(world, name), "{what}: {name}");
    }
    let mut state = world.state();
    let held = credentials(&mut state).values.clone();
    assert!(works(&state, &held), "{what}");
}

#[tokio::test(start_paused = true)]
async fn what_was_superseded_goes_only_after_the_cluster_was_deployed_and_was_quiet() {
    for (make, name, left) in [
        (from_key_to_role as fn() -> World, "update-to-role", USER),
        (from_role_to_key, "update-to-key", "qovery-role"),
        (to_another_role, "update-to-another-role", "qovery-role"),
    ] {
        let world = living(make());
        let event = event(name);
        let config = config(&event, &update(&world, &event).await);
        let done = weeks(&world, &config, LONG).await;
        assert!(is_there(&world, left), "{name}: {done:?}");
        deploy(&world);
        let done = weeks(&world, &config, 1).await;
        assert!(is_there(&world, left), "{name}: {done:?}");
        weeks(&world, &config, LONG).await;
        assert_only_the_present_is_left(&world, &[left], name);
        let state = world.state();
        let secret = state.secrets.get(KEY_SECRET);
        let is_scheduled = secret.is_some_and(|secret| secret.deleted_at.is_some());
        assert_eq!(is_scheduled, left == USER, "{name}: the secret of its keys");
    }
}

#[tokio::test(start_paused = true)]
async fn two_roles_that_were_superseded_one_after_the_other_go_both() {
    let world = living(to_another_role());
    world.edit(|state| make_role(state, THIRD_ROLE));
    let first = event("update-to-another-role");
    let answer = update(&world, &first).await;
    let mut second = after(first, &answer);
    second["OldResourceProperties"] = second["ResourceProperties"].clone();
    second["ResourceProperties"]["RoleArn"] = json!(THIRD_ROLE);
    let config = config(&second, &update(&world, &second).await);
    weeks(&world, &config, LONG).await;
    for name in ["qovery-role", "qovery-second-role"] {
        assert!(is_there(&world, name), "{name}: nobody deployed");
    }
    deploy(&world);
    weeks(&world, &config, LONG).await;
    let left = ["qovery-role", "qovery-second-role"];
    assert_only_the_present_is_left(&world, &left, "two roles");
}

#[tokio::test(start_paused = true)]
async fn a_role_that_was_superseded_and_is_used_again_stays() {
    let world = living(from_role_to_key());
    let away = event("update-to-key");
    let answer = update(&world, &away).await;
    deploy(&world);
    weeks(&world, &config(&away, &answer), 1).await;
    assert!(is_there(&world, "qovery-role"), "it was not quiet yet");
    let back = after(event("update-to-role"), &answer);
    let config = config(&back, &update(&world, &back).await);
    weeks(&world, &config, LONG).await;
    deploy(&world);
    weeks(&world, &config, LONG).await;
    assert_only_the_present_is_left(&world, &[USER], "there and back");
    assert!(is_there(&world, "qovery-role"));
}

/// The function could write the new values before something else in the stack failed, or it could
/// not.
#[tokio::test(start_paused = true)]
async fn a_switch_that_is_rolled_back_while_qovery_is_away_leaves_nothing_in_the_end() {
    let (_, down) = AWAY[0];
    let (role, second_role) = ("qovery-role", "qovery-second-role");
    let to_second_role = "update-to-another-role";
    for (make, name, left, present) in [
        (
            from_role_to_key as fn() -> World,
            "update-to-key",
            USER,
            role,
        ),
        (from_key_to_role, "update-to-role", role, USER),
        (to_another_role, to_second_role, second_role, role),
    ] {
        for is_written in [true, false] {
            let what = format!("{name}, {is_written}");
            let world = living(make());
            let update = event(name);
            if !is_written {
                down(&world);
            }
            let answer = send(&world, UpdateInProgress, update.clone()).await;
            assert_eq!(answer["Status"] == "SUCCESS", is_written, "{what}");
            down(&world);
            let mut back = after(update.clone(), &answer);
            back["ResourceProperties"] = update["OldResourceProperties"].clone();
            back["OldResourceProperties"] = update["ResourceProperties"].clone();
            let rolling_back = UpdateRollbackInProgress;
            let answer = request(&world, &back, rolling_back, UpdateRollbackComplete).await;
            world.clear_faults();
            let config = config(&back, &answer);
            weeks(&world, &config, LONG).await;
            deploy(&world);
            let done = weeks(&world, &config, LONG).await;
            assert_only_the_present_is_left(&world, &[left], &format!("{what}: {done:?}"));
            assert!(is_there(&world, present), "{what}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_stack_that_was_refused_its_deletion_goes_once_its_cluster_has_gone() {
    for (make, name) in [
        (from_key_to_role as fn() -> World, "update-to-role"),
        (from_role_to_key, "update-to-key"),
        (to_another_role, "update-to-another-role"),
    ] {
        let world = living(make());
        let event = event(name);
        let answer = update(&world, &event).await;
        let mut delete = after(event, &answer);
        delete["RequestType"] = json!("Delete");
        world.edit(|state| state.advance(2 * GRACE));
        let refused = send(&world, DeleteInProgress, delete.clone()).await;
        assert_eq!(refused["Status"], "FAILED", "{name}: {refused}");
        assert_eq!(cut_off(&world), [""; 0], "{name}: {refused}");
        let cluster = world.edit(|state| organization(state).clusters[0].id.clone());
        world.edit(|state| state.remove_cluster(&cluster));
        let answer = send(&world, DeleteInProgress, delete).await;
        assert_eq!(answer["Status"], "SUCCESS", "{name}: {answer}");
        for left in [ROLE, SECOND_ROLE].map(|arn| arn.rsplit('/').next()) {
            assert!(!is_there(&world, left.unwrap_or_default()), "{name}");
        }
        assert!(!is_there(&world, USER) && world.state().policies.is_empty());
    }
}
