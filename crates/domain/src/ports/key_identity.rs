//! STS, asked with a key that is given.

use super::Call;
use crate::{
    access_key::AccessKey,
    arn::{AccountId, UserArn},
};

/// Whom a key belongs to.
pub trait KeyIdentity: Sync {
    /// Who calls with that key. Needs no permission: it proves the key, and nothing else.
    fn get_caller_identity_with(&self, key: &AccessKey) -> impl Call<Caller>;
}

/// Whom STS takes a key's holder for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The account.
    pub account: AccountId,
    /// `AIDA…`
    pub user_id: String,
    /// The user.
    pub arn: UserArn,
}
