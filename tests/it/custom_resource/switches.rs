//! A switch, another role, a given role, another user: each succeeds, and what it supersedes stays
//! as long as nothing proves that it is unused.

use domain::{
    aws::stack::StackStatus::UpdateInProgress, identities::SUPERSEDED_TAG,
    port_error::PortErrorKind, qovery::ClusterState, rotation::PUSHED_TAG,
};
use serde_json::{Value, json};
use support::world::{At, Fault, HeldValues, Lock, State, World};

use super::{
    Change, MakeWorld,
    account::{
        KEY_SECRET, ORGANIZATION, PUBLISHED, ROLE, USER, cluster, connected_by_key,
        connected_by_role, credentials, cut_off, from_key_to_role, from_role_to_key, link,
        make_user_named, organization, reach, to_another_role,
    },
    event, send,
};

/// What clusters do while an identity is superseded.
const CLUSTERS: [Change; 6] = [
    ("deployed", |_| ()),
    ("queued", |state| {
        reach(state, ClusterState::DeploymentQueued);
    }),
    ("deploying", |state| reach(state, ClusterState::Deploying)),
    ("stopped", |state| reach(state, ClusterState::Stopped)),
    ("failed", |state| {
        reach(state, ClusterState::DeploymentError);
    }),
    ("locked", lock),
];

/// A person locks the cluster.
pub(super) fn lock(state: &mut State) {
    let lock = Lock {
        owner: "somebody".to_owned(),
        reason: "freeze".to_owned(),
        locked_at: state.now,
        ttl_in_days: None,
    };
    cluster(state).lock = Some(lock);
}

/// An Update to a role of another stack.
fn given_role() -> Value {
    let mut event = event("update-to-another-role");
    let properties = &mut event["ResourceProperties"];
    properties["RoleArn"] = json!(PUBLISHED);
    properties["ExternalId"] = json!("agreed-upon");
    event
}

/// An Update to another user, with a secret of its own.
fn another_user() -> Value {
    let mut event = event("update-to-role");
    let old = event["OldResourceProperties"].clone();
    let properties = &mut event["ResourceProperties"];
    *properties = old;
    properties["UserName"] = json!("qovery-second-user");
    properties["SecretArn"] = json!(KEY_SECRET.replace("qovery-key", "qovery-second-key"));
    event
}

fn to_another_user() -> World {
    let world = connected_by_key();
    world.edit(|state| {
        let secret = KEY_SECRET.replace("qovery-key", "qovery-second-key");
        make_user_named(state, "qovery-second-user", &secret);
    });
    world
}

/// Updates by which an identity leaves, each with the world that it meets and what it supersedes.
fn updates() -> Vec<(MakeWorld, Value, &'static str)> {
    vec![
        (from_role_to_key, event("update-to-key"), "qovery-role"),
        (from_key_to_role, event("update-to-role"), USER),
        (
            to_another_role,
            event("update-to-another-role"),
            "qovery-role",
        ),
        (connected_by_role, given_role(), "qovery-role"),
        (to_another_user, another_user(), USER),
    ]
}

fn tags(state: &State, name: &str) -> Vec<String> {
    let role = state.roles.get(name).map(|role| &role.tags);
    let user = state.users.get(name).map(|user| &user.tags);
    let tags = [role, user].into_iter().flatten();
    tags.flat_map(|tags| tags.keys().cloned()).collect()
}

#[tokio::test(start_paused = true)]
async fn what_an_update_supersedes_stays_with_a_note_whatever_the_clusters_do() {
    for (make, update, superseded) in updates() {
        for (how, arrange) in CLUSTERS {
            let what = format!("{superseded}, {how}");
            let world = make();
            world.edit(|state| {
                link(state, "production");
                arrange(state);
            });
            let answer = send(&world, UpdateInProgress, update.clone()).await;
            assert_eq!(answer["Status"], "SUCCESS", "{what}: {answer}");
            assert_eq!(answer["PhysicalResourceId"], update["PhysicalResourceId"]);
            assert_eq!(cut_off(&world), [""; 0], "{what}");
            let state = world.state();
            let noted = tags(&state, superseded).contains(&SUPERSEDED_TAG.to_owned());
            assert!(noted, "{what}");
            assert!(
                state
                    .secrets
                    .values()
                    .all(|secret| secret.deleted_at.is_none())
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_time_of_what_was_superseded_begins_only_beside_clusters_at_rest() {
    for (how, arrange) in CLUSTERS {
        let world = from_role_to_key();
        world.edit(|state| {
            link(state, "production");
            arrange(state);
        });
        send(&world, UpdateInProgress, event("update-to-key")).await;
        let note = world.state().roles["qovery-role"].tags[SUPERSEDED_TAG].clone();
        let is_busy = matches!(how, "queued" | "deploying");
        assert_eq!(note == "pending", is_busy, "{how}: {note}");
        assert_eq!(
            note.starts_with("at=2026-03-01T12:00:"),
            !is_busy,
            "{how}: {note}"
        );
    }
}

/// Clusters stay with the old credentials, which show the role, until a person moves them.
#[tokio::test(start_paused = true)]
async fn where_qovery_does_not_change_the_type_the_time_of_the_role_has_not_begun() {
    let world = from_role_to_key();
    world.edit(|state| {
        link(state, "production");
        state.qovery.allows_change_of_type = false;
    });
    let answer = send(&world, UpdateInProgress, event("update-to-key")).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    let note = world.state().roles["qovery-role"].tags[SUPERSEDED_TAG].clone();
    assert_eq!(note, "pending");
}

/// A list without the credentials does not say which clusters use them.
#[tokio::test(start_paused = true)]
async fn where_qovery_does_not_list_the_credentials_after_the_write_no_time_begins() {
    let world = from_role_to_key();
    world.edit(|state| link(state, "production"));
    let look_after_the_write = At::Operation("GET /organization/{id}/credentials", 2);
    world.meanwhile(look_after_the_write, |state| {
        reach(state, ClusterState::Deploying);
        let own = organization(state).credentials.remove(0);
        let entry = json!({ "credential": { "id": own.id }, "clusters": null });
        organization(state).unreadable.push(entry);
    });
    let answer = send(&world, UpdateInProgress, event("update-to-key")).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    let state = world.state();
    assert_eq!(state.roles["qovery-role"].tags[SUPERSEDED_TAG], "pending");
    assert_eq!(state.users[USER].tags[PUSHED_TAG], "");
}

/// Beside the cluster's own, a registry of somebody else's.
#[tokio::test(start_paused = true)]
async fn registries_move_with_an_update_unless_they_refuse() {
    for (make, update, superseded) in updates() {
        for refuses in [false, true] {
            let world = make();
            let foreign = HeldValues::access_key("AKIAFOREIGNFOREIGN01", "theirs");
            let before = world.edit(|state| {
                link(state, "production");
                state.add_helm_repository(ORGANIZATION, foreign);
                state.qovery.allows_registry_changes = !refuses;
                organization(state).registries.clone()
            });
            let answer = send(&world, UpdateInProgress, update.clone()).await;
            assert_eq!(answer["Status"], "SUCCESS", "{superseded}: {answer}");
            let reason = answer["Reason"].as_str().unwrap_or_default();
            assert_eq!(
                reason.contains("`registry-production`"),
                refuses,
                "{answer}"
            );
            let mut expected = before;
            if !refuses {
                expected[0].values = world.edit(|state| credentials(state).values.clone());
            }
            let now = world.edit(|state| organization(state).registries.clone());
            assert_eq!(now, expected, "{superseded}");
            assert_eq!(cut_off(&world), [""; 0]);
        }
    }
}

/// The role that the stack has made, given by its ARN: nothing is superseded.
#[tokio::test(start_paused = true)]
async fn the_stacks_own_role_given_by_its_arn_is_still_its_own() {
    let world = connected_by_role();
    world.edit(|state| link(state, "production"));
    let mut update = event("update-name");
    update["ResourceProperties"]["RoleArn"] = json!(ROLE);
    let answer = send(&world, UpdateInProgress, update).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    let state = world.state();
    assert!(!tags(&state, "qovery-role").contains(&SUPERSEDED_TAG.to_owned()));
    assert_eq!(cut_off(&world), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn clusters_that_could_not_be_looked_at_are_said_not_to_be_deployed() {
    let world = to_another_role();
    world.edit(|state| link(state, "production"));
    let look_after_the_write = At::Operation("GET /organization/{id}/credentials", 2);
    world.inject(look_after_the_write, Fault::Fail(PortErrorKind::Other));
    let mut update = event("update-to-another-role");
    update["ResourceProperties"]["RedeployClusters"] = json!("true");
    let answer = send(&world, UpdateInProgress, update).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    let reason = answer["Reason"].as_str().unwrap_or_default();
    assert!(reason.contains("no cluster was deployed"), "{reason}");
    assert!(reason.contains("cluster-not-deployed"), "{reason}");
}
