//! Users, roles and access keys as IAM shows them.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::{
    access_key::AccessKeyId,
    arn::{AccountId, UserArn},
};

/// A role as `GetRole` returns it, as far as the verdict needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// The ARN as IAM writes it. Differs from the ARN that was asked for where the path differs.
    pub arn: String,
    /// `AssumeRolePolicyDocument`, percent-encoded as IAM returns it.
    pub trust_policy: String,
}

/// A user as `GetUser` returns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The ARN.
    pub arn: UserArn,
    /// `UserId`, `AIDA…`. A user that is deleted and created again gets another one.
    pub id: String,
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
