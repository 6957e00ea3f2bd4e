//! The roles and users that a stack makes: which there are, what hangs on them, and their end.

use aws_sdk_iam::{
    operation::list_entities_for_policy::ListEntitiesForPolicyOutput, types::PolicyUsageType,
};
use domain::{
    aws::{
        arn::PolicyArn,
        iam::{Attachments, Entities},
    },
    port_error::{PortError, gone_is_done},
    ports::Identities,
};

use super::{all, attachments, write};
use crate::{
    Adapters,
    aws::{listed, unreadable},
};

const OPERATIONS: &[&str] = <Adapters as Identities>::OPERATIONS;
const DELETE_POLICY: &str = listed(OPERATIONS, "iam:DeletePolicy");
const DELETE_POLICY_VERSION: &str = listed(OPERATIONS, "iam:DeletePolicyVersion");
const DELETE_ROLE: &str = listed(OPERATIONS, "iam:DeleteRole");
const DELETE_USER: &str = listed(OPERATIONS, "iam:DeleteUser");
const DETACH_ROLE_POLICY: &str = listed(OPERATIONS, "iam:DetachRolePolicy");
const DETACH_USER_POLICY: &str = listed(OPERATIONS, "iam:DetachUserPolicy");
const LIST_ENTITIES: &str = listed(OPERATIONS, "iam:ListEntitiesForPolicy");
const LIST_POLICY_VERSIONS: &str = listed(OPERATIONS, "iam:ListPolicyVersions");

impl Identities for Adapters {
    /// Both usages are asked for side by side: one answer for both would not say which is which.
    async fn list_entities_for_policy(&self, policy: &PolicyArn) -> Result<Entities, PortError> {
        let (attached, bounded) = tokio::try_join!(
            self.policy_entities(policy, PolicyUsageType::PermissionsPolicy),
            self.policy_entities(policy, PolicyUsageType::PermissionsBoundary),
        )?;
        read_entities(attached, bounded)
            .ok_or_else(|| unreadable(LIST_ENTITIES, policy.as_str(), "an entity without a name"))
    }

    async fn list_role_attachments(&self, role_name: &str) -> Result<Attachments, PortError> {
        attachments::list_for_role(self.iam(), role_name).await
    }

    async fn list_user_attachments(&self, user_name: &str) -> Result<Attachments, PortError> {
        attachments::list_for_user(self.iam(), user_name).await
    }

    async fn detach_role_policy(
        &self,
        role_name: &str,
        policy: &PolicyArn,
    ) -> Result<(), PortError> {
        let call = self.iam().detach_role_policy().role_name(role_name);
        let call = call.policy_arn(policy.as_str());
        gone_is_done(write(DETACH_ROLE_POLICY, role_name, || call.clone().send()).await)
    }

    async fn detach_user_policy(
        &self,
        user_name: &str,
        policy: &PolicyArn,
    ) -> Result<(), PortError> {
        let call = self.iam().detach_user_policy().user_name(user_name);
        let call = call.policy_arn(policy.as_str());
        gone_is_done(write(DETACH_USER_POLICY, user_name, || call.clone().send()).await)
    }

    async fn delete_role(&self, role_name: &str) -> Result<(), PortError> {
        let call = self.iam().delete_role().role_name(role_name);
        gone_is_done(write(DELETE_ROLE, role_name, || call.clone().send()).await)
    }

    async fn delete_user(&self, user_name: &str) -> Result<(), PortError> {
        let call = self.iam().delete_user().user_name(user_name);
        gone_is_done(write(DELETE_USER, user_name, || call.clone().send()).await)
    }

    /// IAM deletes a policy only when its default version is the only one.
    async fn delete_policy(&self, policy: &PolicyArn) -> Result<(), PortError> {
        gone_is_done(self.delete_older_versions(policy).await)?;
        let call = self.iam().delete_policy().policy_arn(policy.as_str());
        gone_is_done(write(DELETE_POLICY, policy.as_str(), || call.clone().send()).await)
    }
}

impl Adapters {
    async fn policy_entities(
        &self,
        policy: &PolicyArn,
        usage: PolicyUsageType,
    ) -> Result<Vec<ListEntitiesForPolicyOutput>, PortError> {
        let call = self.iam().list_entities_for_policy();
        let call = call.policy_arn(policy.as_str()).policy_usage_filter(usage);
        all(LIST_ENTITIES, policy.as_str(), call.into_paginator().send()).await
    }

    /// One after the other: IAM refuses writes to one policy that meet.
    async fn delete_older_versions(&self, policy: &PolicyArn) -> Result<(), PortError> {
        let arn = policy.as_str();
        let call = self.iam().list_policy_versions().policy_arn(arn);
        let pages = call.into_paginator().items().send();
        for version in all(LIST_POLICY_VERSIONS, arn, pages).await? {
            if version.is_default_version {
                continue;
            }
            let call = self.iam().delete_policy_version().policy_arn(arn);
            let call = call.set_version_id(version.version_id);
            gone_is_done(write(DELETE_POLICY_VERSION, arn, || call.clone().send()).await)?;
        }
        Ok(())
    }
}

/// `None` means that an entity has no name.
fn read_entities(
    attached: Vec<ListEntitiesForPolicyOutput>,
    bounded: Vec<ListEntitiesForPolicyOutput>,
) -> Option<Entities> {
    let mut entities = Entities::default();
    for page in attached {
        for role in page.policy_roles.unwrap_or_default() {
            entities.roles.insert(role.role_name?);
        }
        for user in page.policy_users.unwrap_or_default() {
            entities.users.insert(user.user_name?);
        }
        for group in page.policy_groups.unwrap_or_default() {
            entities.others.insert(group.group_name?);
        }
    }
    for page in bounded {
        for role in page.policy_roles.unwrap_or_default() {
            entities.others.insert(role.role_name?);
        }
        for user in page.policy_users.unwrap_or_default() {
            entities.others.insert(user.user_name?);
        }
    }
    Some(entities)
}
