//! What hangs on a role or a user.

use std::collections::BTreeSet;

use super::{Code, Refusal};

/// What hangs on a role or a user. Fields that only the other one has stay empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attached {
    /// ARNs of managed policies.
    pub policies: BTreeSet<String>,
    /// The ARN of the policy that is the permissions boundary.
    pub boundary: Option<String>,
    /// Names of inline policies.
    pub inline_policies: BTreeSet<String>,
    /// Names of instance profiles, of a role.
    pub instance_profiles: BTreeSet<String>,
    /// Names of groups, of a user.
    pub groups: BTreeSet<String>,
    /// Serial numbers of MFA devices, of a user.
    pub mfa_devices: BTreeSet<String>,
    /// Ids of SSH keys, of a user.
    pub ssh_public_keys: BTreeSet<String>,
    /// Ids of signing certificates, of a user.
    pub signing_certificates: BTreeSet<String>,
    /// Ids of credentials for one service, of a user.
    pub service_specific_credentials: BTreeSet<String>,
    /// Whether a user has a password for the console.
    pub has_login_profile: bool,
}

impl Attached {
    /// Refuses the deletion of what something hangs on. A boundary goes with it.
    ///
    /// Source: IAM API reference, `DeleteRole` and `DeleteUser`.
    pub(super) fn permits_deletion(&self) -> Result<(), Refusal> {
        let hanging = [
            (!self.policies.is_empty(), "detach all policies first"),
            (!self.inline_policies.is_empty(), "delete policies first"),
            (
                !self.instance_profiles.is_empty(),
                "remove roles from instance profile first",
            ),
            (!self.groups.is_empty(), "remove users from group first"),
            (!self.mfa_devices.is_empty(), "detach all mfa devices first"),
            (
                !self.ssh_public_keys.is_empty(),
                "delete SSH public keys first",
            ),
            (
                !self.signing_certificates.is_empty(),
                "delete signing certificates first",
            ),
            (
                !self.service_specific_credentials.is_empty(),
                "delete service specific credentials first",
            ),
            (self.has_login_profile, "delete login profile first"),
        ];
        match hanging.into_iter().find(|(hangs, _)| *hangs) {
            Some((_, what)) => Err(Refusal::new(
                Code::DeleteConflict,
                format!("Cannot delete entity, must {what}."),
            )),
            None => Ok(()),
        }
    }

    /// Detaches a managed policy.
    pub(super) fn detach(&mut self, policy: &str) -> Result<(), Refusal> {
        let is_attached = self.policies.remove(policy);
        super::found(is_attached.then_some(()), "attached policy", policy)
    }
}
