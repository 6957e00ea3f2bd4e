//! Users, roles and access keys as IAM shows them.

use std::collections::{BTreeMap, BTreeSet};

use time::OffsetDateTime;

use super::{
    access_key::AccessKeyId,
    arn::{AccountId, PolicyArn, UserArn},
};

/// A role as `GetRole` returns it, as far as the verdict needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// The ARN as IAM writes it. Differs from the ARN that was asked for where the path differs.
    pub arn: String,
    /// `RoleId`, `AROA…`. A role that is deleted and created again gets another one.
    pub id: String,
    /// `CreateDate`
    pub created_at: OffsetDateTime,
    /// `AssumeRolePolicyDocument`, percent-encoded as IAM returns it.
    pub trust_policy: String,
    /// `MaxSessionDuration`, in seconds. `None` means that IAM did not say.
    pub max_session_seconds: Option<u32>,
    /// All tags.
    pub tags: BTreeMap<String, String>,
    /// `RoleLastUsed`. `None` means that IAM knows of no use within the last 400 days.
    pub last_used_at: Option<OffsetDateTime>,
}

/// A user as `GetUser` returns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The ARN.
    pub arn: UserArn,
    /// `UserId`, `AIDA…`. A user that is deleted and created again gets another one.
    pub id: String,
    /// `CreateDate`
    pub created_at: OffsetDateTime,
    /// All tags.
    pub tags: BTreeMap<String, String>,
}

/// A key as `ListAccessKeys` returns it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ListedKey {
    /// `AccessKeyId`
    pub id: AccessKeyId,
    /// `Status`
    pub status: KeyStatus,
    /// `CreateDate`
    pub created_at: OffsetDateTime,
}

/// `Status` of an access key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyStatus {
    /// AWS accepts the key.
    Active,
    /// AWS refuses the key. It can be activated again.
    Inactive,
}

/// The caller as `GetCallerIdentity` returns it for the key of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// `Account`
    pub account: AccountId,
    /// `UserId`, `AIDA…`
    pub user_id: String,
    /// `Arn`
    pub arn: UserArn,
}

/// What a managed policy is attached to, as `ListEntitiesForPolicy` returns it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entities {
    /// Names of roles that it is attached to.
    pub roles: BTreeSet<String>,
    /// Names of users that it is attached to.
    pub users: BTreeSet<String>,
    /// Names of groups that it is attached to, and of roles and users that it bounds.
    pub others: BTreeSet<String>,
}

/// What hangs on a role or a user.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attachments {
    /// Managed policies.
    pub policies: Vec<PolicyArn>,
    /// Everything that a template of ours never makes, each as an operator would name it: "inline
    /// policy `x`", "group `y`", "login profile".
    pub others: Vec<String>,
}
