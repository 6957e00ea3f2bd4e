//! IAM is late, with the role, the key and the function's own policy: what is "not yet", and what
//! is "no".

use domain::{
    aws::stack::StackStatus::{
        CreateInProgress, DeleteInProgress, RollbackInProgress, UpdateInProgress,
        UpdateRollbackInProgress,
    },
    permissions::Decision,
    port_error::PortErrorKind,
};
use serde_json::Value;
use support::world::{At, Fault, World};

use super::{
    account::{connected_by_role, from_role_to_key, with_role, with_user},
    away::AWAY,
    event, reason, send,
};

/// Looks until a "no" is final.
const LOOKS: usize = 8;

async fn create(world: &World, name: &str) -> Value {
    send(world, CreateInProgress, event(name)).await
}

fn decide(world: &World, decision: Decision) {
    world.edit(|state| {
        state
            .denied
            .insert("eks:CreateCluster".to_owned(), decision);
    });
}

#[tokio::test(start_paused = true)]
async fn a_new_role_that_iam_does_not_show_yet_is_waited_for() {
    let world = with_role();
    world.edit(|state| {
        state
            .roles
            .values_mut()
            .for_each(|role| role.unseen_reads = 3);
    });
    assert_eq!(create(&world, "create").await["Status"], "SUCCESS");
}

/// At 1, 3, 6, 10, 16, 24 and 34 seconds.
#[tokio::test(start_paused = true)]
async fn a_role_that_is_not_there_is_looked_for_half_a_minute_and_then_refused() {
    for name in ["create", "create-role-of-another-stack"] {
        let world = with_role();
        world.edit(|state| state.roles.clear());
        let began = world.now();
        let answer = create(&world, name).await;
        assert_eq!(answer["Status"], "FAILED", "{answer}");
        assert!(reason(&answer).contains("there is no role"), "{answer}");
        assert_eq!(world.count("iam:GetRole"), LOOKS);
        assert!(world.now() - began >= time::Duration::seconds(30));
    }
}

#[tokio::test(start_paused = true)]
async fn a_permission_that_is_not_granted_yet_is_waited_for_and_then_refused() {
    let world = with_role();
    decide(&world, Decision::NotGranted);
    let answer = create(&world, "create").await;
    assert_eq!(answer["Status"], "FAILED");
    assert!(reason(&answer).contains("eks:CreateCluster"), "{answer}");
    assert_eq!(world.count("iam:GetRole"), LOOKS);
}

#[tokio::test(start_paused = true)]
async fn a_denial_of_the_roles_own_policies_is_final_at_once() {
    for decision in [Decision::DeniedExplicitly, Decision::OutsideBoundary] {
        let world = with_role();
        decide(&world, decision);
        let answer = create(&world, "create").await;
        assert_eq!(answer["Status"], "FAILED", "{answer}");
        assert!(reason(&answer).contains("eks:CreateCluster"), "{answer}");
        assert_eq!(world.count("iam:GetRole"), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_denial_of_the_organization_is_a_warning() {
    let world = with_role();
    decide(&world, Decision::DeniedByOrganization);
    let answer = create(&world, "create").await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    assert!(
        reason(&answer).contains("service control policy"),
        "{answer}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_simulation_that_could_not_be_asked_is_a_warning_and_never_a_yes() {
    let world = with_role();
    for call in 1..=3 * LOOKS {
        let at = At::Operation("iam:SimulatePrincipalPolicy", call);
        world.inject(at, Fault::Fail(PortErrorKind::AccessDenied));
    }
    let answer = create(&world, "create").await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    assert!(reason(&answer).contains("permissions-unknown"), "{answer}");
    assert_eq!(world.count("iam:GetRole"), LOOKS);
}

#[tokio::test(start_paused = true)]
async fn a_simulation_that_is_denied_or_throttled_at_first_is_asked_for_again() {
    for kind in [PortErrorKind::AccessDenied, PortErrorKind::Throttled(None)] {
        let world = with_role();
        decide(&world, Decision::DeniedExplicitly);
        let at = At::Operation("iam:SimulatePrincipalPolicy", 1);
        world.inject(at, Fault::Fail(kind));
        let answer = create(&world, "create").await;
        assert_eq!(answer["Status"], "FAILED", "{kind:?}: {answer}");
        assert!(reason(&answer).contains("eks:CreateCluster"), "{answer}");
    }
}

/// The function's policy is seconds old, too.
#[tokio::test(start_paused = true)]
async fn a_read_that_is_denied_throttled_or_finds_nothing_at_first_is_made_again() {
    for (make, name) in [
        (with_role as fn() -> World, "create"),
        (with_user, "create-key"),
    ] {
        let calm = make();
        create(&calm, name).await;
        let calls = calm.calls();
        let reads = calls.iter().position(|call| call.is_effect);
        for call in 1..=reads.expect("it registers") {
            for kind in [
                PortErrorKind::AccessDenied,
                PortErrorKind::Throttled(None),
                PortErrorKind::NotFound,
            ] {
                let world = make();
                world.inject(At::Call(call), Fault::Fail(kind));
                let answer = create(&world, name).await;
                assert_eq!(
                    answer["Status"], "SUCCESS",
                    "call {call}, {kind:?}: {answer}"
                );
            }
        }
    }
}

/// The stack's own change of the role may be under way, and the right to write the note is new, too.
#[tokio::test(start_paused = true)]
async fn a_note_on_what_an_update_supersedes_is_written_again_for_half_a_minute() {
    for kind in [
        PortErrorKind::ConcurrentChange,
        PortErrorKind::AccessDenied,
        PortErrorKind::Throttled(None),
    ] {
        for (fails, status) in [(LOOKS - 1, "SUCCESS"), (LOOKS, "FAILED")] {
            let world = from_role_to_key();
            for call in 1..=fails {
                let at = At::Operation("iam:TagRole", call);
                world.inject(at, Fault::Fail(kind));
            }
            let began = world.now();
            let answer = send(&world, UpdateInProgress, event("update-to-key")).await;
            assert_eq!(answer["Status"], status, "{kind:?}: {answer}");
            assert!(world.now() - began >= time::Duration::seconds(30));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_roll_back_of_a_creation_waits_for_the_functions_own_policy() {
    let world = connected_by_role();
    for call in 1..=3 {
        let at = At::Operation("iam:ListEntitiesForPolicy", call);
        world.inject(at, Fault::Fail(PortErrorKind::AccessDenied));
    }
    let answer = send(&world, RollbackInProgress, event("delete")).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    assert!(!world.state().roles.contains_key("qovery-role"));
}

/// A Delete of a status that is not known fails, and a roll-back that is taken for an Update.
#[tokio::test(start_paused = true)]
async fn what_cloudformation_is_doing_is_asked_again_for_half_a_minute() {
    for kind in [PortErrorKind::AccessDenied, PortErrorKind::Throttled(None)] {
        for (status, name) in [
            (RollbackInProgress, "delete"),
            (DeleteInProgress, "delete"),
            (UpdateRollbackInProgress, "roll-back"),
        ] {
            for fails in [LOOKS - 1, LOOKS] {
                let world = connected_by_role();
                if status == UpdateRollbackInProgress {
                    let (_, down) = AWAY[0];
                    down(&world);
                }
                for call in 1..=fails {
                    let at = At::Operation("cloudformation:DescribeStacks", call);
                    world.inject(at, Fault::Fail(kind));
                }
                let answer = send(&world, status, event(name)).await;
                let expected = if fails < LOOKS { "SUCCESS" } else { "FAILED" };
                assert_eq!(answer["Status"], expected, "{status:?}, {kind:?}: {answer}");
            }
        }
    }
}
