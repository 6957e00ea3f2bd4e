//! STS.

use std::sync::Arc;

use super::Call;
use crate::aws::{
    access_key::{AccessKey, AccessKeyId},
    arn::{AccountId, RoleArn},
    iam::Caller,
};

/// STS, asked with the function's own credentials. `GetCallerIdentity` needs no permission.
pub trait CallerIdentity: Sync {
    /// The account that this function runs in.
    fn get_caller_identity(&self) -> impl Call<AccountId>;
}

/// STS, asked whose a key is.
pub trait KeyAccounts: Sync {
    /// As an IAM policy names what is called here.
    const OPERATIONS: &[&str] = &["sts:GetAccessKeyInfo"];

    /// The account that the key was created in, whether or not the key still exists.
    fn get_access_key_info(&self, id: &AccessKeyId) -> impl Call<AccountId>;
}

/// STS, asked with a given key.
pub trait KeyIdentity: Sync {
    /// The user that calls with that key. Needs no permission: it proves the key, and nothing else.
    fn get_caller_identity_with(&self, key: &AccessKey) -> impl Call<Caller>;
}

/// Other accounts, each through a role that it has for this function.
pub trait MemberAccounts: Sync {
    /// As an IAM policy names what is called here.
    const OPERATIONS: &[&str] = &["sts:AssumeRole"];

    /// What can be asked and done in such an account.
    type Account: Send + Sync;

    /// A session of some minutes as that role.
    fn assume_role(&self, role: &RoleArn) -> impl Call<Arc<Self::Account>>;
}
