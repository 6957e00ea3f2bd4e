//! A deletion under `Protect` while something may be in use: it is refused before anything is
//! written, and names what holds it.

use std::collections::BTreeSet;

use domain::{
    aws::stack::StackStatus::{DeleteInProgress, UpdateInProgress},
    port_error::PortErrorKind,
    qovery::ClusterState,
};
use serde_json::{Value, json};
use support::world::{Access, At, Attached, Fault, State, World};

use super::{
    Change,
    account::{
        ORGANIZATION, ROLE, TOKEN, USER, connected_by_key, connected_by_role, credentials, cut_off,
        from_key_to_role, link, organization, reach,
    },
    away::AWAY,
    deletions::stacks,
    event, names, reason, send,
};

/// What may use the stack's role or key.
const USES: [Change; 7] = [
    ("a cluster", |state| link(state, "production")),
    ("a stopped cluster", |state| {
        link(state, "production");
        reach(state, ClusterState::Stopped);
    }),
    ("a cluster whose first deployment is queued", |state| {
        let id = credentials(state).id.clone();
        state.link_cluster(ORGANIZATION, "production", &id);
        reach(state, ClusterState::DeploymentQueued);
    }),
    ("another set of credentials", |state| {
        let values = credentials(state).values.clone();
        let second = state.add_credentials(ORGANIZATION, "by hand", values);
        let second = second.expect("the organization is there");
        state.add_cluster(ORGANIZATION, "production", &second);
    }),
    ("an entry that nobody can read", |state| {
        let identity = credentials(state).values.identity().map(str::to_owned);
        let entry = json!({ "credential": { "shown": identity }, "clusters": null });
        organization(state).unreadable.push(entry);
    }),
    ("an inline policy of a person", |state| {
        attached(state, |attached| {
            attached.inline_policies.insert("mine".to_owned());
        });
    }),
    ("a cluster that is being deleted", |state| {
        link(state, "production");
        reach(state, ClusterState::Deleting);
    }),
];

fn attached(state: &mut State, change: impl Fn(&mut Attached)) {
    for user in state.users.values_mut() {
        change(&mut user.attached);
    }
    if let Some(role) = state.roles.get_mut("qovery-role") {
        change(&mut role.attached);
    }
}

#[track_caller]
pub(super) fn assert_refused(world: &World, answer: &Value, what: &str) {
    assert_eq!(answer["Status"], "FAILED", "{what}: {answer}");
    assert_eq!(cut_off(world), [""; 0], "{what}: {answer}");
    let effects = world.effects();
    let written = effects
        .iter()
        .find(|call| call.operation != "PUT ResponseURL");
    assert_eq!(written, None, "{what}: {answer}");
}

#[tokio::test(start_paused = true)]
async fn whatever_may_use_the_access_refuses_the_deletion_before_anything_is_written() {
    for (stack, make, delete) in stacks() {
        for (how, arrange) in USES {
            let world = make();
            world.edit(arrange);
            let answer = send(&world, DeleteInProgress, delete.clone()).await;
            assert_refused(&world, &answer, &format!("{stack}, {how}"));
        }
    }
}

/// What a person may sign in with as a user, besides keys and a password.
type SignIns = fn(&mut Attached) -> &mut BTreeSet<String>;

const SIGN_INS: [(&str, SignIns); 3] = [
    ("SSH key", |attached| &mut attached.ssh_public_keys),
    ("signing certificate", |attached| {
        &mut attached.signing_certificates
    }),
    ("service-specific credential", |attached| {
        &mut attached.service_specific_credentials
    }),
];

#[tokio::test(start_paused = true)]
async fn what_a_person_signs_in_with_as_the_stacks_user_refuses_the_deletion_and_is_named() {
    for (what, sign_ins) in SIGN_INS {
        let world = connected_by_key();
        world.edit(|state| {
            let user = state.users.get_mut(USER).expect("it is there");
            sign_ins(&mut user.attached).insert("by-hand".to_owned());
        });
        let answer = send(&world, DeleteInProgress, event("delete-key")).await;
        assert_refused(&world, &answer, what);
        let named = format!("{what} `by-hand`");
        assert!(reason(&answer).contains(&named), "{named}: {answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_cluster_whose_status_cannot_be_read_counts_as_in_use() {
    for (stack, make, delete) in stacks() {
        let world = make();
        world.edit(|state| link(state, "production"));
        let at = At::Operation("GET /organization/{id}/cluster/status", 1);
        world.inject(at, Fault::Fail(PortErrorKind::AccessDenied));
        let answer = send(&world, DeleteInProgress, delete).await;
        assert_refused(&world, &answer, stack);
        let reason = answer["Reason"].as_str().unwrap_or_default();
        assert!(
            reason.contains("its state is not known"),
            "{stack}: {reason}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn what_qovery_says_while_it_is_away_is_proof_of_nothing() {
    for (stack, make, delete) in stacks() {
        for (how, away) in AWAY {
            let world = make();
            world.edit(|state| link(state, "production"));
            away(&world);
            let answer = send(&world, DeleteInProgress, delete.clone()).await;
            assert_refused(&world, &answer, &format!("{stack}, {how}"));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_names_what_holds_and_what_can_be_done_in_that_state() {
    let world = connected_by_role();
    world.edit(|state| link(state, "production"));
    let answer = send(&world, DeleteInProgress, event("delete")).await;
    let reason = reason(&answer);
    for word in [
        "`production`",
        ROLE,
        "--retain-resources QoveryCredentials",
        "if its function is still there",
    ] {
        assert!(reason.contains(word), "{word}: {reason}");
    }
    assert!(!reason.contains("update the stack"), "{reason}");
}

#[tokio::test(start_paused = true)]
async fn each_kind_of_hold_has_its_hint_once_however_many_there_are() {
    let world = from_key_to_role();
    send(&world, UpdateInProgress, event("update-to-role")).await;
    world.edit(|state| {
        let now = state.now;
        state.users.get_mut(USER).expect("it is there").keys[0].last_used_at = Some(now);
        for (_, arrange) in USES {
            arrange(state);
        }
        for number in 0..50 {
            link(state, &format!("cluster-{number}"));
        }
    });
    let answer = send(&world, DeleteInProgress, event("delete")).await;
    let hints = reason(&answer).split("\nhint: ").skip(1);
    let mut hints: Vec<&str> = hints.collect();
    let ways = hints.split_off(hints.len().saturating_sub(2));
    assert!(
        ways[0].starts_with("then delete the stack again"),
        "{ways:?}"
    );
    assert!(ways[1].contains("--retain-resources QoveryCredentials"));
    hints.sort_unstable();
    assert_eq!(
        hints,
        [
            "give the registry other credentials in the Qovery console",
            "move the clusters to other credentials in the Qovery console and deploy them",
            "remove what was attached, or keep the role or user and delete it by hand later",
            "wait until the time that is named",
            "what is not known counts as in use: wait, or correct the cause that is named",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_first_deployment_that_begins_beside_the_look_holds_the_deletion() {
    for (stack, make, delete) in stacks() {
        let world = make();
        world.edit(|state| {
            let id = credentials(state).id.clone();
            state.link_cluster(ORGANIZATION, "production", &id);
        });
        let list = At::Operation("GET /organization/{id}/credentials", 1);
        world.meanwhile(list, |state| reach(state, ClusterState::Deploying));
        let answer = send(&world, DeleteInProgress, delete).await;
        assert_refused(&world, &answer, stack);
    }
}

/// Qovery answers a `DELETE` that it refuses as it answers one of what is not there.
#[tokio::test(start_paused = true)]
async fn a_refused_delete_at_qovery_holds_the_deletion() {
    let read_only: fn(&mut State) = |state| {
        let tokens = &mut organization(state).tokens;
        tokens.insert(TOKEN.to_owned(), Access::ReadOnly);
    };
    let linked: fn(&mut State) = |state| {
        state.qovery.linked_delete_status = 403;
        link(state, "production");
    };
    for refuse in [read_only, linked] {
        for (stack, make, delete) in &stacks()[..2] {
            let world = make();
            let delete_call = "DELETE /organization/{id}/aws/credentials/{id}";
            world.meanwhile(At::Operation(delete_call, 1), refuse);
            let answer = send(&world, DeleteInProgress, delete.clone()).await;
            assert_eq!(answer["Status"], "FAILED", "{stack}: {answer}");
            assert_eq!(names(&world, ORGANIZATION).len(), 1, "{stack}: {answer}");
            let effects = world.effects();
            let at_aws = effects.iter().find(|call| call.operation.contains(':'));
            assert_eq!(at_aws, None, "{stack}: {answer}");
        }
    }
}
