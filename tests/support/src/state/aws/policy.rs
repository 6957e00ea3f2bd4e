//! Customer managed policies. They have no tags: `AWS::IAM::ManagedPolicy` takes none.

use std::collections::BTreeSet;

use super::{Attached, Code, Refusal, found};
use crate::state::State;

/// A customer managed policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyState {
    /// Its versions, `v1` and so on.
    pub versions: BTreeSet<String>,
    /// The version that counts.
    pub default_version: String,
    /// Names of the groups that it is attached to.
    pub groups: BTreeSet<String>,
}

impl Default for PolicyState {
    fn default() -> Self {
        Self {
            versions: ["v1".to_owned()].into(),
            default_version: "v1".to_owned(),
            groups: BTreeSet::new(),
        }
    }
}

/// Where a policy is used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PolicyUsage {
    pub(crate) attached: Entities,
    /// Where it is the permissions boundary.
    pub(crate) bounded: Entities,
}

/// Names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Entities {
    pub(crate) groups: BTreeSet<String>,
    pub(crate) roles: BTreeSet<String>,
    pub(crate) users: BTreeSet<String>,
}

impl State {
    pub(crate) fn policy(&mut self, arn: &str) -> Result<&mut PolicyState, Refusal> {
        found(self.policies.get_mut(arn), "policy", arn)
    }

    pub(crate) fn policy_usage(&mut self, arn: &str) -> Result<PolicyUsage, Refusal> {
        let groups = self.policy(arn)?.groups.clone();
        let has = |attached: &Attached| attached.policies.contains(arn);
        let is_bounded = |attached: &Attached| attached.boundary.as_deref() == Some(arn);
        let roles = |is: &dyn Fn(&Attached) -> bool| {
            let roles = self.roles.iter().filter(|(_, role)| is(&role.attached));
            roles.map(|(name, _)| name.clone()).collect()
        };
        let users = |is: &dyn Fn(&Attached) -> bool| {
            let users = self.users.iter().filter(|(_, user)| is(&user.attached));
            users.map(|(name, _)| name.clone()).collect()
        };
        Ok(PolicyUsage {
            attached: Entities {
                groups,
                roles: roles(&has),
                users: users(&has),
            },
            bounded: Entities {
                groups: BTreeSet::new(),
                roles: roles(&is_bounded),
                users: users(&is_bounded),
            },
        })
    }

    pub(crate) fn delete_policy_version(&mut self, arn: &str, id: &str) -> Result<(), Refusal> {
        let policy = self.policy(arn)?;
        if policy.default_version == id {
            let message = "Cannot delete the default version of a policy.";
            return Err(Refusal::new(Code::DeleteConflict, message));
        }
        let was_there = policy.versions.remove(id);
        found(was_there.then_some(()), "policy version", id)
    }

    /// Refused while it is attached, serves as a boundary, or has other versions.
    pub(crate) fn delete_policy(&mut self, arn: &str) -> Result<(), Refusal> {
        let conflict = |what: &str| Err(Refusal::new(Code::DeleteConflict, what));
        let is_alone = self.policy(arn)?.versions.len() == 1;
        if self.policy_usage(arn)? != PolicyUsage::default() {
            return conflict("Cannot delete a policy attached to entities.");
        }
        if !is_alone {
            return conflict("This policy has more than one version.");
        }
        drop(self.policies.remove(arn));
        Ok(())
    }
}
