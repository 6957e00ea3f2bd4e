//! The outside of one member: AWS in its account, everything else through the hub.

use std::collections::BTreeMap;

use domain::{
    aws::{
        access_key::{AccessKey, AccessKeyId},
        arn::{AccountId, PolicyArn, RoleArn, SecretArn, StackArn},
        iam::{Attachments, Caller, Entities, KeyStatus, ListedKey, Role, User},
        secret::{SecretDescription, StagingLabel, VersionId},
        stack::Stack,
    },
    permissions::{Simulated, Simulation},
    port_error::{PortError, PortErrorKind},
    ports::{
        AccessKeys, Answers, CredentialRegistry, Identities, IdentityTags, KeyAccounts,
        KeyIdentity, RoleTags, Roles, SecretDeletion, SecretVersions, Secrets, Stacks,
    },
    qovery::{
        Access, ClusterId, ClusterStatuses, Credentials, CredentialsId, CredentialsRequest,
        NewValues, OrganizationCredentials, Registries, Registry, RegistryForm,
    },
};
use secrecy::SecretString;
use time::OffsetDateTime;

use super::MemberAccount;

/// The outside of one member.
pub(super) struct MemberWorld<'a, H, M> {
    hub: H,
    account: &'a M,
}

impl<'a, H, M> MemberWorld<'a, H, M> {
    pub(super) fn new(hub: H, account: &'a M) -> Self {
        Self { hub, account }
    }
}

/// What is asked and done in the member's account.
macro_rules! in_the_account {
    ($($port:ident { $($method:ident($($name:ident: $type:ty),*) -> $output:ty;)* })*) => {$(
        impl<H: Sync, M: MemberAccount + Sync> $port for MemberWorld<'_, H, M> {
            $(async fn $method(&self, $($name: $type),*) -> Result<$output, PortError> {
                self.account.$method($($name),*).await
            })*
        }
    )*};
}

in_the_account! {
    Stacks {
        describe_stack(stack: &StackArn) -> Stack;
    }
    Roles {
        get_role(role: &RoleArn) -> Role;
        simulate_principal_policy(simulation: &Simulation) -> Vec<Simulated>;
    }
    RoleTags {
        list_role_tags(role_name: &str) -> BTreeMap<String, String>;
        tag_role(role_name: &str, tags: &BTreeMap<String, String>) -> ();
    }
    IdentityTags {
        untag_role(role_name: &str, tag_keys: &[String]) -> ();
    }
}

impl<H: Sync, M: MemberAccount + Sync> Identities for MemberWorld<'_, H, M> {
    async fn list_entities_for_policy(&self, policy: &PolicyArn) -> Result<Entities, PortError> {
        self.account.list_entities_for_policy(policy).await
    }

    async fn list_role_attachments(&self, role_name: &str) -> Result<Attachments, PortError> {
        self.account.list_role_attachments(role_name).await
    }

    async fn detach_role_policy(
        &self,
        role_name: &str,
        policy: &PolicyArn,
    ) -> Result<(), PortError> {
        self.account.detach_role_policy(role_name, policy).await
    }

    async fn delete_role(&self, role_name: &str) -> Result<(), PortError> {
        self.account.delete_role(role_name).await
    }

    async fn delete_policy(&self, policy: &PolicyArn) -> Result<(), PortError> {
        self.account.delete_policy(policy).await
    }

    async fn list_user_attachments(&self, _: &str) -> Result<Attachments, PortError> {
        Err(denied("iam:ListAttachedUserPolicies"))
    }

    async fn detach_user_policy(&self, _: &str, _: &PolicyArn) -> Result<(), PortError> {
        Err(denied("iam:DetachUserPolicy"))
    }

    async fn delete_user(&self, _: &str) -> Result<(), PortError> {
        Err(denied("iam:DeleteUser"))
    }
}

/// A member's stack makes a role, no user and no secret, and the hub has no rights on any there.
/// That is known beforehand, so it is not asked.
fn denied(operation: &'static str) -> PortError {
    PortError {
        operation,
        resource: "a user or secret of a member's".to_owned(),
        kind: PortErrorKind::AccessDenied,
        hint: None,
        source: None,
    }
}

/// What is asked about users and secrets.
macro_rules! in_no_account {
    ($($port:ident { $($operation:literal $method:ident($($name:ident: $type:ty),*) -> $output:ty;)* })*) => {$(
        impl<H: Sync, M: MemberAccount + Sync> $port for MemberWorld<'_, H, M> {
            $(async fn $method(&self, $($name: $type),*) -> Result<$output, PortError> {
                let _ = ($($name),*);
                Err(denied($operation))
            })*
        }
    )*};
}

in_no_account! {
    AccessKeys {
        "iam:GetUser" get_user(user_name: &str) -> User;
        "iam:GetUser" get_user_with(key: &AccessKey) -> User;
        "iam:TagUser" tag_user(user_name: &str, tags: &BTreeMap<String, String>) -> ();
        "iam:ListAccessKeys" list_access_keys(user_name: &str) -> Vec<ListedKey>;
        "iam:CreateAccessKey" create_access_key(user_name: &str) -> AccessKey;
        "iam:UpdateAccessKey" update_access_key(user_name: &str, id: &AccessKeyId, status: KeyStatus) -> ();
        "iam:DeleteAccessKey" delete_access_key(user_name: &str, id: &AccessKeyId) -> ();
        "iam:GetAccessKeyLastUsed" get_access_key_last_used(id: &AccessKeyId) -> Option<OffsetDateTime>;
    }
    KeyIdentity {
        "sts:GetCallerIdentity" get_caller_identity_with(key: &AccessKey) -> Caller;
    }
    SecretVersions {
        "secretsmanager:DescribeSecret" describe_secret(secret: &SecretArn) -> SecretDescription;
        "secretsmanager:GetSecretValue" get_secret_value_of(secret: &SecretArn, version: &VersionId) -> SecretString;
        "secretsmanager:PutSecretValue" put_secret_value(secret: &SecretArn, token: &VersionId, value: &SecretString, labels: &[StagingLabel]) -> ();
        "secretsmanager:UpdateSecretVersionStage" update_secret_version_stage(secret: &SecretArn, label: &StagingLabel, remove_from: Option<&VersionId>, move_to: Option<&VersionId>) -> ();
    }
    SecretDeletion {
        "secretsmanager:DeleteSecret" delete_secret(secret: &SecretArn) -> ();
    }
}

/// What is asked and done through the hub.
macro_rules! through_the_hub {
    ($($port:ident { $($method:ident($($name:ident: $type:ty),*) -> $output:ty;)* })*) => {$(
        impl<H: $port, M: Sync> $port for MemberWorld<'_, H, M> {
            $(async fn $method(&self, $($name: $type),*) -> Result<$output, PortError> {
                self.hub.$method($($name),*).await
            })*
        }
    )*};
}

through_the_hub! {
    Answers {
        put_answer(response_url: &SecretString, body: String) -> ();
    }
    CredentialRegistry {
        list_organization_credentials(at: &Access) -> OrganizationCredentials;
        get_aws_credentials(at: &Access, id: &CredentialsId) -> Credentials;
        create_aws_credentials(at: &Access, request: &CredentialsRequest) -> Credentials;
        edit_aws_credentials(at: &Access, id: &CredentialsId, request: &CredentialsRequest) -> Credentials;
        delete_aws_credentials(at: &Access, id: &CredentialsId) -> ();
        list_cluster_statuses(at: &Access) -> ClusterStatuses;
        list_registries(at: &Access, form: RegistryForm) -> Registries;
        edit_registry(at: &Access, registry: &Registry, values: &NewValues) -> Registry;
        deploy_cluster(at: &Access, id: &ClusterId) -> ();
    }
    KeyAccounts {
        get_access_key_info(id: &AccessKeyId) -> AccountId;
    }
    Secrets {
        get_secret_value(secret: &SecretArn) -> SecretString;
    }
}
