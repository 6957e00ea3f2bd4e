//! IAM, as far as the tags of a role go.

use std::collections::BTreeMap;

use super::Call;

/// Tags on a role: notes that an operator sees.
pub trait RoleTags: Sync {
    /// All tags.
    fn list_role_tags(&self, role_name: &str) -> impl Call<BTreeMap<String, String>>;

    /// Sets tags; others stay.
    fn tag_role(&self, role_name: &str, tags: &BTreeMap<String, String>) -> impl Call<()>;
}
