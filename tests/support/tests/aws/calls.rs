//! Every call is logged by the name of its API operation, and any can go wrong.

use std::{sync::Arc, time::Duration};

use domain::{
    port_error::PortErrorKind,
    ports::{AccessKeys, Identities, Roles},
};
use support::world::{At, Code, Fault, World};
use tokio::time::timeout;

use crate::account::{POLICY, ROLE, ROLE_ARN, USER, account, kind};

fn operations(world: &World) -> Vec<&'static str> {
    world.calls().iter().map(|call| call.operation).collect()
}

#[tokio::test]
async fn a_method_of_a_port_that_is_several_calls_is_logged_as_several() {
    let world = account();
    world.list_role_attachments(ROLE).await.unwrap();
    world.list_user_attachments(USER).await.unwrap();
    let expected = [
        "iam:ListAttachedRolePolicies",
        "iam:ListRolePolicies",
        "iam:ListInstanceProfilesForRole",
        "iam:ListAttachedUserPolicies",
        "iam:ListUserPolicies",
        "iam:ListGroupsForUser",
        "iam:ListMFADevices",
        "iam:ListSSHPublicKeys",
        "iam:ListSigningCertificates",
        "iam:ListServiceSpecificCredentials",
        "iam:GetLoginProfile",
    ];
    assert_eq!(operations(&world), expected);
    let policy = POLICY.parse().unwrap();
    world.forget_calls();
    assert!(world.delete_policy(&policy).await.is_err());
    assert_eq!(
        operations(&world),
        ["iam:ListPolicyVersions", "iam:DeletePolicy"]
    );
    assert_eq!(world.effects().len(), 1);
}

#[tokio::test]
async fn every_operation_that_is_called_is_one_that_a_port_names() {
    let world = account();
    world.list_role_attachments(ROLE).await.unwrap();
    world.list_user_attachments(USER).await.unwrap();
    let policy = POLICY.parse().unwrap();
    world.list_entities_for_policy(&policy).await.unwrap();
    world.detach_role_policy(ROLE, &policy).await.unwrap();
    world.detach_user_policy(USER, &policy).await.unwrap();
    world.edit(|state| {
        let versions = &mut state.policies.get_mut(POLICY).unwrap().versions;
        versions.insert("v2".to_owned());
    });
    world.delete_policy(&policy).await.unwrap();
    world.delete_role(ROLE).await.unwrap();
    world.delete_user(USER).await.unwrap();
    let mut called = operations(&world);
    called.sort_unstable();
    called.dedup();
    assert_eq!(called, <World as Identities>::OPERATIONS);
}

#[tokio::test]
async fn a_call_is_refused_with_the_code_that_a_test_chooses() {
    let world = account();
    let get = "iam:GetUser";
    world.inject(
        At::Operation(get, 2),
        Fault::Refuse(Code::ConcurrentModification),
    );
    world.inject(At::Call(3), Fault::Fail(PortErrorKind::Throttled(None)));
    let mut kinds = Vec::new();
    for _ in 0..4 {
        kinds.push(kind(world.get_user(USER).await));
    }
    let throttled = Some(PortErrorKind::Throttled(None));
    let concurrent = Some(PortErrorKind::ConcurrentChange);
    assert_eq!(kinds, [None, concurrent, throttled, None]);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_and_a_hang_after_the_effect_leave_the_key_and_a_hang_before_it_does_not() {
    let faults = [
        (Fault::LostAnswer, 1),
        (Fault::HangAfter, 1),
        (Fault::Hang, 0),
        (Fault::Panic, 0),
    ];
    for (fault, keys) in faults {
        let world = Arc::new(account());
        world.inject(At::Effect(1), fault);
        let caller = Arc::clone(&world);
        let call = async move {
            let call = caller.create_access_key(USER);
            timeout(Duration::from_secs(1), call).await
        };
        let ended = tokio::spawn(call).await;
        assert!(!matches!(ended, Ok(Ok(Ok(_)))), "{fault:?}");
        assert_eq!(world.state().users[USER].keys.len(), keys, "{fault:?}");
    }
}

#[tokio::test]
async fn something_happens_just_before_a_call_behind_its_callers_back() {
    let world = account();
    world.meanwhile(At::Operation("iam:GetRole", 2), |state| {
        state.add_role(ROLE_ARN, "{}");
    });
    let arn = ROLE_ARN.parse().unwrap();
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(world.get_role(&arn).await.unwrap().id);
    }
    assert!(ids[0] != ids[1] && ids[1] == ids[2], "{ids:?}");
}
