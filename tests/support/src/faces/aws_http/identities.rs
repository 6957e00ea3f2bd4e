//! IAM: what hangs on roles, users and policies, and their end.

use std::collections::BTreeSet;

use super::{form::Form, invalid, of_user, page::Page, query::done, xml};
use crate::{
    faces::ports::World,
    state::aws::{Entities, PolicyUsage, Refusal},
};

/// The inside of the operation's `Result` element.
pub(super) async fn answer(world: &World, action: &str, form: &Form) -> Result<String, Refusal> {
    let value = |name| form.get(name).unwrap_or_default();
    let (role, user, arn) = (value("RoleName"), value("UserName"), value("PolicyArn"));
    let end = match action {
        "DetachRolePolicy" => world.detach_from_role(role, arn).await,
        "DetachUserPolicy" => world.detach_from_user(user, arn).await,
        "DeleteRole" => world.delete_role_now(role).await,
        "DeleteUser" => world.delete_user_now(user).await,
        "DeletePolicy" => world.delete_policy_now(arn).await,
        "DeletePolicyVersion" => world.delete_policy_version(arn, value("VersionId")).await,
        _ => return read(world, action, form).await,
    };
    Ok(done(end?))
}

async fn read(world: &World, action: &str, form: &Form) -> Result<String, Refusal> {
    let value = |name| form.get(name).unwrap_or_default();
    let (role, user, arn) = (value("RoleName"), value("UserName"), value("PolicyArn"));
    match action {
        "ListEntitiesForPolicy" => entities(world, arn, form).await,
        "GetLoginProfile" => {
            world.get_login_profile(user).await?;
            Ok(of_user::login_profile(user))
        }
        "ListPolicyVersions" => {
            let versions = Page::of(world.list_policy_versions(arn).await?, form);
            Ok(xml::policy_versions(&versions))
        }
        "ListAttachedRolePolicies" => {
            let policies = world.list_attached_role_policies(role).await?;
            Ok(xml::policies(&Page::of(policies, form)))
        }
        "ListAttachedUserPolicies" => {
            let policies = world.list_attached_user_policies(user).await?;
            Ok(xml::policies(&Page::of(policies, form)))
        }
        _ => names(world, action, form).await,
    }
}

/// The lists of names.
async fn names(world: &World, action: &str, form: &Form) -> Result<String, Refusal> {
    let value = |name| form.get(name).unwrap_or_default();
    let (role, user) = (value("RoleName"), value("UserName"));
    let (names, shown): (_, fn(&Page<String>) -> String) = match action {
        "ListRolePolicies" => (world.list_role_policies(role).await, xml::policy_names),
        "ListUserPolicies" => (world.list_user_policies(user).await, xml::policy_names),
        "ListInstanceProfilesForRole" => {
            let profiles = world.list_instance_profiles_for_role(role).await;
            (profiles, xml::instance_profiles)
        }
        "ListGroupsForUser" => (world.list_groups_for_user(user).await, of_user::groups),
        "ListMFADevices" => (world.list_mfa_devices(user).await, of_user::mfa_devices),
        "ListSSHPublicKeys" => (
            world.list_ssh_public_keys(user).await,
            of_user::ssh_public_keys,
        ),
        "ListSigningCertificates" => {
            let certificates = world.list_signing_certificates(user).await;
            (certificates, of_user::signing_certificates)
        }
        "ListServiceSpecificCredentials" => {
            let credentials = world.list_service_specific_credentials(user).await;
            (credentials, of_user::service_specific_credentials)
        }
        _ => return Err(invalid("no operation that any function uses")),
    };
    Ok(shown(&Page::of(names?, form)))
}

/// Without `PolicyUsageFilter`, what the policy bounds is among what it is attached to.
async fn entities(world: &World, arn: &str, form: &Form) -> Result<String, Refusal> {
    let PolicyUsage { attached, bounded } = world.policy_usage(arn).await?;
    let usages = match form.get("PolicyUsageFilter") {
        Some("PermissionsPolicy") => vec![attached],
        Some("PermissionsBoundary") => vec![bounded],
        _ => vec![attached, bounded],
    };
    let of = |kind: &'static str, names: fn(Entities) -> BTreeSet<String>| {
        let names = usages.iter().cloned().flat_map(names);
        let names: BTreeSet<_> = names.collect();
        names.into_iter().map(move |name| (kind, name))
    };
    let all = of("Group", |entities| entities.groups)
        .chain(of("Role", |entities| entities.roles))
        .chain(of("User", |entities| entities.users));
    Ok(xml::entities(&Page::of(all, form)))
}
