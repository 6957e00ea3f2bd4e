//! IAM, as far as the keys of a user go.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::Call;
use crate::aws::{
    access_key::{AccessKey, AccessKeyId},
    iam::{KeyStatus, ListedKey, User},
};

/// IAM's view of a user, its tags and its access keys.
pub trait AccessKeys: Sync {
    /// The user as it is now, with its tags.
    fn get_user(&self, user_name: &str) -> impl Call<User>;

    /// The user of the key that is given, asked with that key itself: a read that needs a
    /// permission.
    fn get_user_with(&self, key: &AccessKey) -> impl Call<User>;

    /// Sets tags; others stay.
    fn tag_user(&self, user_name: &str, tags: &BTreeMap<String, String>) -> impl Call<()>;

    /// Takes tags away; those that are not there do not matter.
    fn untag_user(&self, user_name: &str, tag_keys: &[String]) -> impl Call<()>;

    /// All keys of the user. A key of seconds ago may be missing.
    fn list_access_keys(&self, user_name: &str) -> impl Call<Vec<ListedKey>>;

    /// A new key. Not idempotent and never asked twice: a second answer would be a second key.
    fn create_access_key(&self, user_name: &str) -> impl Call<AccessKey>;

    /// Activates or deactivates a key.
    fn update_access_key(
        &self,
        user_name: &str,
        id: &AccessKeyId,
        status: KeyStatus,
    ) -> impl Call<()>;

    /// Removes a key for good.
    fn delete_access_key(&self, user_name: &str, id: &AccessKeyId) -> impl Call<()>;

    /// When the key was last used; none: IAM knows of no use.
    fn get_access_key_last_used(&self, id: &AccessKeyId) -> impl Call<Option<OffsetDateTime>>;
}
