//! STS, asked with a key that is given.

use super::Call;
use crate::aws::{access_key::AccessKey, iam::Caller};

/// Whom a key belongs to.
pub trait KeyIdentity: Sync {
    /// Who calls with that key. Needs no permission: it proves the key, and nothing else.
    fn get_caller_identity_with(&self, key: &AccessKey) -> impl Call<Caller>;
}
