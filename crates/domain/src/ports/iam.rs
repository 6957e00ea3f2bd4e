//! IAM.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::Call;
use crate::{
    aws::{
        access_key::{AccessKey, AccessKeyId},
        arn::{PolicyArn, RoleArn},
        iam::{Attachments, Entities, KeyStatus, ListedKey, Role, User},
    },
    permissions::{Simulated, Simulation},
};

/// Roles, as far as they are read to verify them.
pub trait Roles: Sync {
    /// As an IAM policy names what is called here.
    const OPERATIONS: &[&str] = &["iam:GetRole", "iam:SimulatePrincipalPolicy"];

    /// The role of that name as it is now, with its tags.
    fn get_role(&self, role: &RoleArn) -> impl Call<Role>;

    /// Whether the principal may do what Qovery needs.
    fn simulate_principal_policy(&self, simulation: &Simulation) -> impl Call<Vec<Simulated>>;
}

/// A user and its access keys.
pub trait AccessKeys: Sync {
    /// As an IAM policy names what is called here.
    const OPERATIONS: &[&str] = &[
        "iam:CreateAccessKey",
        "iam:DeleteAccessKey",
        "iam:GetAccessKeyLastUsed",
        "iam:GetUser",
        "iam:ListAccessKeys",
        "iam:TagUser",
        "iam:UpdateAccessKey",
    ];

    /// The user as it is now, with its tags.
    fn get_user(&self, user_name: &str) -> impl Call<User>;

    /// The user of the given key, asked with that key itself: a read that needs a permission.
    fn get_user_with(&self, key: &AccessKey) -> impl Call<User>;

    /// Sets tags, to an empty value too. Others stay.
    fn tag_user(&self, user_name: &str, tags: &BTreeMap<String, String>) -> impl Call<()>;

    /// All keys of the user. A key of seconds ago may be missing.
    fn list_access_keys(&self, user_name: &str) -> impl Call<Vec<ListedKey>>;

    /// Creates a key. Not idempotent and never asked twice: a second answer would be a second key.
    fn create_access_key(&self, user_name: &str) -> impl Call<AccessKey>;

    /// Activates or deactivates a key.
    fn update_access_key(
        &self,
        user_name: &str,
        id: &AccessKeyId,
        status: KeyStatus,
    ) -> impl Call<()>;

    /// Deletes a key for good.
    fn delete_access_key(&self, user_name: &str, id: &AccessKeyId) -> impl Call<()>;

    /// When the key was last used. `None` means that IAM knows of no use.
    fn get_access_key_last_used(&self, id: &AccessKeyId) -> impl Call<Option<OffsetDateTime>>;
}

/// Tags on a role: notes that an operator sees.
pub trait RoleTags: Sync {
    /// As an IAM policy names what is called here.
    const OPERATIONS: &[&str] = &["iam:ListRoleTags", "iam:TagRole"];

    /// All tags.
    fn list_role_tags(&self, role_name: &str) -> impl Call<BTreeMap<String, String>>;

    /// Sets tags. Others stay.
    fn tag_role(&self, role_name: &str, tags: &BTreeMap<String, String>) -> impl Call<()>;
}

/// Notes on the roles that a stack makes. Those on its users are in [`AccessKeys`].
pub trait IdentityTags: RoleTags {
    /// As an IAM policy names what is called here.
    const OPERATIONS: &[&str] = &["iam:TagRole", "iam:UntagRole"];

    /// Removes tags. Not an error where a tag is not there.
    fn untag_role(&self, role_name: &str, tag_keys: &[String]) -> impl Call<()>;
}

/// The roles and users that a stack makes: which there are, what hangs on them, and their end.
pub trait Identities: Sync {
    /// As an IAM policy names what is called here.
    const OPERATIONS: &[&str] = &[
        "iam:DeletePolicy",
        "iam:DeletePolicyVersion",
        "iam:DeleteRole",
        "iam:DeleteUser",
        "iam:DetachRolePolicy",
        "iam:DetachUserPolicy",
        "iam:GetLoginProfile",
        "iam:ListAttachedRolePolicies",
        "iam:ListAttachedUserPolicies",
        "iam:ListEntitiesForPolicy",
        "iam:ListGroupsForUser",
        "iam:ListInstanceProfilesForRole",
        "iam:ListMFADevices",
        "iam:ListPolicyVersions",
        "iam:ListRolePolicies",
        "iam:ListSSHPublicKeys",
        "iam:ListServiceSpecificCredentials",
        "iam:ListSigningCertificates",
        "iam:ListUserPolicies",
    ];

    /// Everything that the policy is attached to or bounds, all pages of it.
    fn list_entities_for_policy(&self, policy: &PolicyArn) -> impl Call<Entities>;

    /// What hangs on the role: managed policies, inline policies, instance profiles.
    fn list_role_attachments(&self, role_name: &str) -> impl Call<Attachments>;

    /// What hangs on the user: managed policies, inline policies, groups, MFA devices, SSH keys,
    /// signing certificates, credentials for one service, a login profile.
    fn list_user_attachments(&self, user_name: &str) -> impl Call<Attachments>;

    /// Detaches a managed policy. Not an error where it is not attached.
    fn detach_role_policy(&self, role_name: &str, policy: &PolicyArn) -> impl Call<()>;

    /// Detaches a managed policy. Not an error where it is not attached.
    fn detach_user_policy(&self, user_name: &str, policy: &PolicyArn) -> impl Call<()>;

    /// Deletes the role. A conflict where something still hangs on it; not an error where it is
    /// gone.
    fn delete_role(&self, role_name: &str) -> impl Call<()>;

    /// Deletes the user. A conflict where something still hangs on it; not an error where it is
    /// gone.
    fn delete_user(&self, user_name: &str) -> impl Call<()>;

    /// Deletes the policy with its older versions. A conflict where it is still attached; not an
    /// error where it is gone.
    fn delete_policy(&self, policy: &PolicyArn) -> impl Call<()>;
}
