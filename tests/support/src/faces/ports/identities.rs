//! IAM: what hangs on roles, users and policies, and their end.
//!
//! Several methods of the port are several calls of the API. Each is a method of its own here, so
//! that each is logged and can go wrong.

use std::collections::BTreeSet;

use domain::{
    aws::{
        arn::PolicyArn,
        iam::{Attachments, Entities},
    },
    port_error::{PortError, gone_is_done},
    ports::Identities,
};

use super::{
    Attached, State, World,
    call::Kind::{Effect, Read},
};
use crate::state::aws::{PolicyUsage, Refusal, found};

impl Identities for World {
    async fn list_entities_for_policy(&self, policy: &PolicyArn) -> Result<Entities, PortError> {
        let PolicyUsage { attached, bounded } = self.policy_usage(policy.as_str()).await?;
        let others = [attached.groups, bounded.roles, bounded.users];
        Ok(Entities {
            roles: attached.roles,
            users: attached.users,
            others: others.into_iter().flatten().collect(),
        })
    }

    async fn list_role_attachments(&self, role_name: &str) -> Result<Attachments, PortError> {
        let policies = self.list_attached_role_policies(role_name).await?;
        let inline = self.list_role_policies(role_name).await?;
        let profiles = self.list_instance_profiles_for_role(role_name).await?;
        let others = named("inline policy", &inline).chain(named("instance profile", &profiles));
        Ok(Attachments {
            policies: arns(&policies),
            others: others.collect(),
        })
    }

    async fn list_user_attachments(&self, user_name: &str) -> Result<Attachments, PortError> {
        let policies = self.list_attached_user_policies(user_name).await?;
        let inline = self.list_user_policies(user_name).await?;
        let groups = self.list_groups_for_user(user_name).await?;
        let devices = self.list_mfa_devices(user_name).await?;
        let ssh_keys = self.list_ssh_public_keys(user_name).await?;
        let certificates = self.list_signing_certificates(user_name).await?;
        let of_services = self.list_service_specific_credentials(user_name).await?;
        let profile = self.get_login_profile(user_name).await;
        let has_profile = profile.map(|()| true).or_else(|error| {
            let is_absent = error.is_not_found();
            is_absent.then_some(false).ok_or(error)
        })?;
        let others = named("inline policy", &inline)
            .chain(named("group", &groups))
            .chain(named("MFA device", &devices))
            .chain(named("SSH key", &ssh_keys))
            .chain(named("signing certificate", &certificates))
            .chain(named("service-specific credential", &of_services))
            .chain(has_profile.then(|| "login profile".to_owned()));
        Ok(Attachments {
            policies: arns(&policies),
            others: others.collect(),
        })
    }

    async fn detach_role_policy(
        &self,
        role_name: &str,
        policy: &PolicyArn,
    ) -> Result<(), PortError> {
        let detached = self.detach_from_role(role_name, policy.as_str()).await;
        gone_is_done(detached)
    }

    async fn detach_user_policy(
        &self,
        user_name: &str,
        policy: &PolicyArn,
    ) -> Result<(), PortError> {
        let detached = self.detach_from_user(user_name, policy.as_str()).await;
        gone_is_done(detached)
    }

    async fn delete_role(&self, role_name: &str) -> Result<(), PortError> {
        gone_is_done(self.delete_role_now(role_name).await)
    }

    async fn delete_user(&self, user_name: &str) -> Result<(), PortError> {
        gone_is_done(self.delete_user_now(user_name).await)
    }

    async fn delete_policy(&self, policy: &PolicyArn) -> Result<(), PortError> {
        let arn = policy.as_str();
        let versions = match self.list_policy_versions(arn).await {
            Err(error) if error.is_not_found() => return Ok(()),
            versions => versions?,
        };
        for (version, is_default) in versions {
            if !is_default {
                gone_is_done(self.delete_policy_version(arn, &version).await)?;
            }
        }
        gone_is_done(self.delete_policy_now(arn).await)
    }
}

/// One method for each operation that reads one field of what hangs on a role or user.
macro_rules! lists {
    ($($method:ident = $operation:literal, $of:ident, $field:ident;)*) => {
        impl World {
            $(pub(crate) async fn $method(&self, name: &str) -> Result<BTreeSet<String>, PortError> {
                self.call(Read, $operation, name, |state| {
                    Ok::<_, Refusal>(state.$of(name)?.attached.$field.clone())
                })
                .await
            })*
        }
    };
}

lists! {
    list_attached_role_policies = "iam:ListAttachedRolePolicies", role, policies;
    list_role_policies = "iam:ListRolePolicies", role, inline_policies;
    list_instance_profiles_for_role = "iam:ListInstanceProfilesForRole", role, instance_profiles;
    list_attached_user_policies = "iam:ListAttachedUserPolicies", user, policies;
    list_user_policies = "iam:ListUserPolicies", user, inline_policies;
    list_groups_for_user = "iam:ListGroupsForUser", user, groups;
    list_mfa_devices = "iam:ListMFADevices", user, mfa_devices;
    list_ssh_public_keys = "iam:ListSSHPublicKeys", user, ssh_public_keys;
    list_signing_certificates = "iam:ListSigningCertificates", user, signing_certificates;
    list_service_specific_credentials = "iam:ListServiceSpecificCredentials", user, service_specific_credentials;
}

/// The operations as IAM has them: what is not there is an error.
impl World {
    pub(crate) async fn policy_usage(&self, arn: &str) -> Result<PolicyUsage, PortError> {
        let act = |state: &mut State| state.policy_usage(arn);
        self.call(Read, "iam:ListEntitiesForPolicy", arn, act).await
    }

    pub(crate) async fn get_login_profile(&self, user: &str) -> Result<(), PortError> {
        self.call(Read, "iam:GetLoginProfile", user, |state| {
            let Attached {
                has_login_profile, ..
            } = state.user(user)?.attached;
            found(has_login_profile.then_some(()), "login profile of", user)
        })
        .await
    }

    pub(crate) async fn detach_from_role(&self, role: &str, arn: &str) -> Result<(), PortError> {
        let act = |state: &mut State| state.detach_role_policy(role, arn);
        self.call(Effect, "iam:DetachRolePolicy", role, act).await
    }

    pub(crate) async fn detach_from_user(&self, user: &str, arn: &str) -> Result<(), PortError> {
        let act = |state: &mut State| state.detach_user_policy(user, arn);
        self.call(Effect, "iam:DetachUserPolicy", user, act).await
    }

    pub(crate) async fn delete_role_now(&self, role: &str) -> Result<(), PortError> {
        let act = |state: &mut State| state.delete_role(role);
        self.call(Effect, "iam:DeleteRole", role, act).await
    }

    pub(crate) async fn delete_user_now(&self, user: &str) -> Result<(), PortError> {
        let act = |state: &mut State| state.delete_user(user);
        self.call(Effect, "iam:DeleteUser", user, act).await
    }

    /// Each version, and whether it is the default one.
    pub(crate) async fn list_policy_versions(
        &self,
        arn: &str,
    ) -> Result<Vec<(String, bool)>, PortError> {
        self.call(Read, "iam:ListPolicyVersions", arn, |state| {
            let policy = state.policy(arn)?;
            let versions = policy.versions.iter();
            let versions = versions.map(|id| (id.clone(), *id == policy.default_version));
            Ok::<_, Refusal>(versions.collect())
        })
        .await
    }

    pub(crate) async fn delete_policy_version(
        &self,
        arn: &str,
        version: &str,
    ) -> Result<(), PortError> {
        let act = |state: &mut State| state.delete_policy_version(arn, version);
        self.call(Effect, "iam:DeletePolicyVersion", arn, act).await
    }

    pub(crate) async fn delete_policy_now(&self, arn: &str) -> Result<(), PortError> {
        let act = |state: &mut State| state.delete_policy(arn);
        self.call(Effect, "iam:DeletePolicy", arn, act).await
    }
}

fn named<'a>(kind: &'a str, names: &'a BTreeSet<String>) -> impl Iterator<Item = String> {
    names.iter().map(move |name| format!("{kind} `{name}`"))
}

fn arns(policies: &BTreeSet<String>) -> Vec<PolicyArn> {
    policies.iter().filter_map(|arn| arn.parse().ok()).collect()
}
