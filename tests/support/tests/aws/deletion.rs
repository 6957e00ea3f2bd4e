//! The end of roles, users and policies, and what holds it.

use domain::{
    aws::{arn::PolicyArn, iam::Entities},
    port_error::PortErrorKind,
    ports::{Identities, Roles},
};
use support::world::Attached;

use crate::account::{POLICY, ROLE, ROLE_ARN, USER, account, kind};

type Hang = fn(&mut Attached);

/// What holds the deletion of a role or user.
const HANGING: [(&str, Hang); 9] = [
    ("a policy", |all| {
        all.policies.insert(POLICY.to_owned());
    }),
    ("inline policy `by-hand`", |all| {
        all.inline_policies.insert("by-hand".to_owned());
    }),
    ("instance profile `by-hand`", |all| {
        all.instance_profiles.insert("by-hand".to_owned());
    }),
    ("group `by-hand`", |all| {
        all.groups.insert("by-hand".to_owned());
    }),
    ("MFA device `by-hand`", |all| {
        all.mfa_devices.insert("by-hand".to_owned());
    }),
    ("SSH key `by-hand`", |all| {
        all.ssh_public_keys.insert("by-hand".to_owned());
    }),
    ("signing certificate `by-hand`", |all| {
        all.signing_certificates.insert("by-hand".to_owned());
    }),
    ("service-specific credential `by-hand`", |all| {
        let credentials = &mut all.service_specific_credentials;
        credentials.insert("by-hand".to_owned());
    }),
    ("login profile", |all| all.has_login_profile = true),
];

fn policy() -> PolicyArn {
    POLICY.parse().unwrap()
}

#[tokio::test]
async fn whatever_hangs_on_a_role_or_user_is_listed_and_holds_its_deletion() {
    let mut listed = 0;
    for (what, hang) in HANGING {
        let world = account();
        world.edit(|state| {
            let role = &mut state.roles.get_mut(ROLE).unwrap().attached;
            let user = &mut state.users.get_mut(USER).unwrap().attached;
            for attached in [role, user] {
                *attached = Attached::default();
                hang(attached);
            }
        });
        let conflict = Some(PortErrorKind::Conflict);
        assert_eq!(kind(world.delete_role(ROLE).await), conflict, "{what}");
        assert_eq!(kind(world.delete_user(USER).await), conflict, "{what}");
        let of_role = world.list_role_attachments(ROLE).await.unwrap();
        let of_user = world.list_user_attachments(USER).await.unwrap();
        for attachments in [of_role, of_user] {
            let is_policy = attachments.policies == [policy()];
            listed += usize::from(is_policy || attachments.others == [what]);
        }
    }
    // A role has no group, device, credential of its own or login profile; a user has no instance
    // profile.
    assert_eq!(listed, 2 * HANGING.len() - 7);
}

#[tokio::test]
async fn a_user_goes_after_its_keys() {
    let world = account();
    world.edit(|state| state.add_key(USER));
    world.detach_user_policy(USER, &policy()).await.unwrap();
    let held = world.delete_user(USER).await;
    assert_eq!(kind(held), Some(PortErrorKind::Conflict));
    world.edit(|state| state.users.get_mut(USER).unwrap().keys.clear());
    world.delete_user(USER).await.unwrap();
    assert!(world.state().users.is_empty());
}

#[tokio::test]
async fn a_policy_goes_with_its_older_versions_when_nothing_has_it() {
    let world = account();
    world.edit(|state| {
        let versions = &mut state.policies.get_mut(POLICY).unwrap().versions;
        versions.insert("v2".to_owned());
    });
    let attached = world.delete_policy(&policy()).await;
    assert_eq!(kind(attached), Some(PortErrorKind::Conflict));
    world.detach_role_policy(ROLE, &policy()).await.unwrap();
    world.edit(|state| {
        let user = &mut state.users.get_mut(USER).unwrap().attached;
        *user = Attached {
            boundary: Some(POLICY.to_owned()),
            ..Attached::default()
        };
    });
    let bounds = world.delete_policy(&policy()).await;
    assert_eq!(kind(bounds), Some(PortErrorKind::Conflict));
    world.delete_user(USER).await.unwrap();
    world.delete_policy(&policy()).await.unwrap();
    assert!(world.state().policies.is_empty());
}

#[tokio::test]
async fn what_has_a_policy_and_what_it_bounds_are_told_apart() {
    let world = account();
    world.edit(|state| {
        let policy = state.policies.get_mut(POLICY).unwrap();
        policy.groups.insert("people".to_owned());
        state.add_role("arn:aws:iam::123456789012:role/bounded", "{}");
        let bounded = &mut state.roles.get_mut("bounded").unwrap().attached;
        bounded.boundary = Some(POLICY.to_owned());
    });
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let expected = Entities {
        roles: names(&[ROLE]),
        users: names(&[USER]),
        others: names(&["people", "bounded"]),
    };
    let entities = world.list_entities_for_policy(&policy()).await;
    assert_eq!(entities.unwrap(), expected);
}

#[tokio::test]
async fn what_is_gone_is_gone_for_the_second_caller_too() {
    let world = account();
    for _ in 0..2 {
        world.detach_role_policy(ROLE, &policy()).await.unwrap();
        world.detach_user_policy(USER, &policy()).await.unwrap();
        world.delete_role(ROLE).await.unwrap();
        world.delete_user(USER).await.unwrap();
        world.delete_policy(&policy()).await.unwrap();
    }
    let list = world.list_entities_for_policy(&policy()).await;
    assert_eq!(kind(list), Some(PortErrorKind::NotFound));
}

#[tokio::test]
async fn a_role_that_is_made_again_has_another_id_and_no_tags() {
    let world = account();
    let arn = ROLE_ARN.parse().unwrap();
    let before = world.get_role(&arn).await.unwrap();
    world.edit(|state| {
        let tag = ("stack".to_owned(), "ours".to_owned());
        state.roles.get_mut(ROLE).unwrap().tags.extend([tag]);
        state.add_role(ROLE_ARN, "{}");
    });
    let after = world.get_role(&arn).await.unwrap();
    assert_ne!(before.id, after.id);
    assert!(after.tags.is_empty() && after.max_session_seconds == Some(14_400));
}
