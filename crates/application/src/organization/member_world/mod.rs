//! The outside of one request: AWS in the member's account, Qovery and the answer through the hub.

mod registry;

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicBool, Ordering},
};

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
        AccessKeys, Answers, Identities, IdentityTags, KeyAccounts, KeyIdentity, RoleTags, Roles,
        SecretDeletion, SecretVersions, Secrets, Stacks,
    },
};
use secrecy::SecretString;
use time::OffsetDateTime;

use super::{HubWorld, MemberAccount, batch::Batch};
use crate::Clock;

/// The outside of one request.
pub(super) struct MemberWorld<'a, W, C, M> {
    batch: &'a Batch<'a, W, C>,
    account: &'a M,
    /// Whether something was written at Qovery that the batch's list does not show. Shared by the
    /// requests of one account: no other account's matter to it.
    has_written: &'a AtomicBool,
}

impl<'a, W, C, M> MemberWorld<'a, W, C, M> {
    pub(super) fn new(
        batch: &'a Batch<'a, W, C>,
        account: &'a M,
        has_written: &'a AtomicBool,
    ) -> Self {
        Self {
            batch,
            account,
            has_written,
        }
    }

    fn is_list_current(&self) -> bool {
        !self.has_written.load(Ordering::Relaxed)
    }

    fn write(&self) {
        self.has_written.store(true, Ordering::Relaxed);
    }
}

/// What is asked and done in the member's account.
macro_rules! in_the_account {
    ($($port:ident { $($method:ident($($name:ident: $type:ty),*) -> $output:ty;)* })*) => {$(
        impl<W: HubWorld, C: Clock, M: MemberAccount> $port for MemberWorld<'_, W, C, M> {
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

impl<W: HubWorld, C: Clock, M: MemberAccount> Secrets for MemberWorld<'_, W, C, M> {
    async fn get_secret_value(&self, secret: &SecretArn) -> Result<SecretString, PortError> {
        self.batch.get_secret_value(secret).await
    }
}

/// The answer does not depend on who asks, so no member has to allow it.
impl<W: HubWorld, C: Clock, M: MemberAccount> KeyAccounts for MemberWorld<'_, W, C, M> {
    async fn get_access_key_info(&self, id: &AccessKeyId) -> Result<AccountId, PortError> {
        self.batch.world.get_access_key_info(id).await
    }
}

impl<W: HubWorld, C: Clock, M: MemberAccount> Answers for MemberWorld<'_, W, C, M> {
    async fn put_answer(&self, response_url: &SecretString, body: String) -> Result<(), PortError> {
        self.batch.world.put_answer(response_url, body).await
    }
}
