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
    port_error::PortError,
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
    Identities {
        list_entities_for_policy(policy: &PolicyArn) -> Entities;
        list_role_attachments(role_name: &str) -> Attachments;
        list_user_attachments(user_name: &str) -> Attachments;
        detach_role_policy(role_name: &str, policy: &PolicyArn) -> ();
        detach_user_policy(user_name: &str, policy: &PolicyArn) -> ();
        delete_role(role_name: &str) -> ();
        delete_user(user_name: &str) -> ();
        delete_policy(policy: &PolicyArn) -> ();
    }
    AccessKeys {
        get_user(user_name: &str) -> User;
        get_user_with(key: &AccessKey) -> User;
        tag_user(user_name: &str, tags: &BTreeMap<String, String>) -> ();
        untag_user(user_name: &str, tag_keys: &[String]) -> ();
        list_access_keys(user_name: &str) -> Vec<ListedKey>;
        create_access_key(user_name: &str) -> AccessKey;
        update_access_key(user_name: &str, id: &AccessKeyId, status: KeyStatus) -> ();
        delete_access_key(user_name: &str, id: &AccessKeyId) -> ();
        get_access_key_last_used(id: &AccessKeyId) -> Option<OffsetDateTime>;
    }
    KeyIdentity {
        get_caller_identity_with(key: &AccessKey) -> Caller;
    }
    SecretVersions {
        describe_secret(secret: &SecretArn) -> SecretDescription;
        get_secret_value_of(secret: &SecretArn, version: &VersionId) -> SecretString;
        put_secret_value(secret: &SecretArn, token: &VersionId, value: &SecretString, labels: &[StagingLabel]) -> ();
        update_secret_version_stage(secret: &SecretArn, label: &StagingLabel, remove_from: Option<&VersionId>, move_to: Option<&VersionId>) -> ();
    }
    SecretDeletion {
        delete_secret(secret: &SecretArn) -> ();
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
