//! Roles and users that something has superseded, from the first note to their end.

use domain::{
    aws::stack::StackStatus, port_error::PortErrorKind, qovery::ClusterState,
    reconciliation::ChangeOutcome,
};
use reconciliation::Config;
use serde_json::json;
use support::world::{At, Fault, HeldValues, World};

use super::{
    DAY, ORGANIZATION, ROLE, STACK, TRUSTED, advance, changes, codes, deploy, deployed, held, run,
    set_values, with_key, with_role,
};

const LEFT: &str = "qovery-left";
const LEFT_ARN: &str = "arn:aws:iam::123456789012:role/qovery-left";

/// A role that the stack made before the one that it names now.
fn with_left_role() -> (World, Config) {
    let (world, config) = with_role();
    world.edit(|state| {
        state.add_role(LEFT_ARN, TRUSTED);
        deployed(state, &["qovery-role", LEFT]);
    });
    advance(&world, DAY);
    (world, config)
}

fn is_there(world: &World) -> bool {
    world.state().roles.contains_key(LEFT)
}

/// Runs note that it is superseded, and then that all clusters have moved on.
async fn note(world: &World, config: &Config) {
    assert_eq!(changes(&run(world, config).await), [""; 0]);
    advance(world, DAY);
    deploy(world);
    advance(world, DAY);
    assert_eq!(changes(&run(world, config).await), [""; 0]);
    let tag = &world.state().roles[LEFT].tags["qovery-aws-connect/superseded"];
    assert!(tag.contains("at=") && tag.contains("moved="), "{tag}");
}

#[tokio::test(start_paused = true)]
async fn a_superseded_role_goes_after_the_grace_period_and_not_before() {
    let (world, config) = with_left_role();
    note(&world, &config).await;
    advance(&world, 6 * DAY);
    let report = run(&world, &config).await;
    assert_eq!(changes(&report), [""; 0]);
    let waits_for = &report.identities[0].waits_for;
    assert!(
        waits_for[0].contains("has to be quiet until"),
        "{waits_for:?}"
    );
    assert!(is_there(&world));
    advance(&world, 2 * DAY);
    let report = run(&world, &config).await;
    assert_eq!(
        changes(&report),
        ["Done: delete the superseded `qovery-left`"]
    );
    assert!(!is_there(&world));
    assert!(world.state().roles.contains_key("qovery-role"));
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_reports_a_role_left_behind_and_leaves_it() {
    let (world, mut config) = with_left_role();
    config.dry_run = true;
    config.topic = None;
    world.forget_calls();
    let report = run(&world, &config).await;
    assert_eq!(report.identities[0].name, LEFT);
    assert_eq!(world.effects(), []);
    config.dry_run = false;
    note(&world, &config).await;
    advance(&world, 8 * DAY);
    config.dry_run = true;
    world.forget_calls();
    let report = run(&world, &config).await;
    assert_eq!(
        changes(&report),
        ["WouldBeDone: delete the superseded `qovery-left`"]
    );
    assert_eq!(world.effects(), []);
    assert!(is_there(&world));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_written_while_the_stack_is_updated() {
    let (world, mut config) = with_left_role();
    config.topic = None;
    set_values(&world, HeldValues::Role(ROLE.replace("qovery", "another")));
    world.edit(|state| state.move_stack(STACK, StackStatus::UpdateInProgress));
    world.forget_calls();
    let report = run(&world, &config).await;
    assert!(codes(&report).contains(&"credentials-differ"));
    assert_eq!(report.changes, []);
    assert_eq!(world.effects(), []);
    world.edit(|state| state.move_stack(STACK, StackStatus::UpdateComplete));
    let report = run(&world, &config).await;
    assert_eq!(report.changes[0].outcome, ChangeOutcome::Done);
    assert!(held(&world) == HeldValues::Role(ROLE.to_owned()));
}

#[tokio::test(start_paused = true)]
async fn values_of_a_kind_that_is_not_ours_are_found_and_never_overwritten() {
    let foreign = HeldValues::foreign(
        "SCW",
        &json!({"scaleway_access_key": "SCWXXXXXXXXXXXXXXXXX"}),
    );
    let (world, config) = with_role();
    set_values(&world, foreign.clone());
    let report = run(&world, &config).await;
    assert!(codes(&report).contains(&"credentials-of-another-kind"));
    assert_eq!(report.changes, []);
    assert!(held(&world) == foreign);
}

/// A person has given the stack's credentials to clusters of another account.
#[tokio::test(start_paused = true)]
async fn what_shows_another_account_is_found_and_left_alone() {
    let (of_key, by_key, _) = with_key().await;
    let role = ROLE.replace("123456789012", "999999999999");
    for (world, config) in [with_role(), (of_key, by_key)] {
        for values in [
            HeldValues::role(&role),
            HeldValues::access_key("AKIASOMEBODYSKEY0001", "theirs"),
        ] {
            set_values(&world, values.clone());
            let report = run(&world, &config).await;
            let code = "credentials-of-another-account";
            assert!(codes(&report).contains(&code), "{:?}", codes(&report));
            assert_eq!(report.changes, []);
            assert!(held(&world) == values);
        }
    }
}

/// A person puts the role right while a deployment with the one before it is under way.
#[tokio::test(start_paused = true)]
async fn a_deployment_that_began_beside_the_look_is_not_taken_for_a_cluster_at_rest() {
    let (world, config) = with_left_role();
    set_values(&world, HeldValues::Role(LEFT_ARN.to_owned()));
    let list = At::Operation("GET /organization/{id}/credentials", 1);
    world.forget_calls();
    world.meanwhile(list, |state| {
        let known = state.organizations.get_mut(ORGANIZATION).unwrap();
        let cluster = known.clusters[0].id.clone();
        state.set_cluster_state(&cluster, ClusterState::Deploying);
        let known = state.organizations.get_mut(ORGANIZATION).unwrap();
        known.credentials[0].values = HeldValues::Role(ROLE.to_owned());
    });
    run(&world, &config).await;
    let tags = &world.state().roles[LEFT].tags;
    let note = tags.get("qovery-aws-connect/superseded");
    assert!(note.is_none_or(|note| !note.contains("at=")), "{note:?}");
}

/// The note of the role before says that all clusters have moved on: given again, they may run on it.
#[tokio::test(start_paused = true)]
async fn where_a_note_fails_nothing_after_it_is_written_and_the_report_says_so() {
    let (world, mut config) = with_left_role();
    config.topic = None;
    note(&world, &config).await;
    set_values(&world, HeldValues::Role(LEFT_ARN.to_owned()));
    deploy(&world);
    world.forget_calls();
    let denied = Fault::Fail(PortErrorKind::AccessDenied);
    world.inject(At::Operation("iam:TagRole", 1), denied);
    let report = run(&world, &config).await;
    assert_eq!(
        changes(&report),
        [
            "Failed: note the state of the superseded `qovery-left`".to_owned(),
            format!("Failed: give the credentials the role `{ROLE}` again"),
        ]
    );
    let error = report.changes[1].error.as_deref().unwrap_or_default();
    assert!(error.starts_with("not tried"), "{error}");
    assert_eq!(world.effects().len(), 1, "the note that was denied");
    assert!(held(&world) == HeldValues::Role(LEFT_ARN.to_owned()));
    run(&world, &config).await;
    let tag = &world.state().roles[LEFT].tags["qovery-aws-connect/superseded"];
    assert_eq!(tag, "pending");
    assert!(held(&world) == HeldValues::Role(ROLE.to_owned()));
}
