//! Roles.

use std::collections::BTreeMap;

use domain::aws::iam::Role;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use time::OffsetDateTime;

use super::{
    Attached, Refusal, found,
    tags::{self, LateTags, Tags},
};
use crate::state::State;

/// A role.
#[derive(Debug, Clone)]
pub struct RoleState {
    /// The ARN with its path.
    pub arn: String,
    /// `AROA…`. A role that is made again gets another one.
    pub id: String,
    /// `CreateDate`
    pub created_at: OffsetDateTime,
    /// The trust policy in plain JSON.
    pub trust_policy: String,
    /// `MaxSessionDuration` in seconds.
    pub max_session_seconds: u32,
    /// `RoleLastUsed`
    pub last_used_at: Option<OffsetDateTime>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// What hangs on it.
    pub attached: Attached,
    /// How many reads do not find it yet.
    pub unseen_reads: u32,
    pub(super) late_tags: LateTags,
}

impl State {
    pub(crate) fn role(&mut self, name: &str) -> Result<&mut RoleState, Refusal> {
        found(self.roles.get_mut(name), "role", name)
    }

    pub(crate) fn get_role(&mut self, name: &str) -> Result<Role, Refusal> {
        let role = self.role(name)?;
        if let Some(left) = role.unseen_reads.checked_sub(1) {
            role.unseen_reads = left;
            return found(None, "role yet", name);
        }
        Ok(Role {
            arn: role.arn.clone(),
            id: role.id.clone(),
            created_at: role.created_at,
            trust_policy: utf8_percent_encode(&role.trust_policy, NON_ALPHANUMERIC).to_string(),
            max_session_seconds: Some(role.max_session_seconds),
            tags: role.late_tags.seen(&role.tags),
            last_used_at: role.last_used_at,
        })
    }

    pub(crate) fn role_tags(&mut self, name: &str) -> Result<Tags, Refusal> {
        let role = self.role(name)?;
        Ok(role.late_tags.seen(&role.tags))
    }

    /// Not bound to [`State::rights_hang_on`]: a function also tags its own role.
    pub(crate) fn tag_role(&mut self, name: &str, given: &Tags) -> Result<(), Refusal> {
        let late = self.propagation.tags;
        let role = self.role(name)?;
        role.late_tags.hold(role.tags.clone(), late);
        tags::set(&mut role.tags, given)
    }

    pub(crate) fn untag_role(&mut self, name: &str, keys: &[String]) -> Result<(), Refusal> {
        let late = self.propagation.tags;
        let role = self.role_to_change(name)?;
        role.late_tags.hold(role.tags.clone(), late);
        role.tags.retain(|key, _| !keys.contains(key));
        Ok(())
    }

    pub(crate) fn detach_role_policy(&mut self, name: &str, policy: &str) -> Result<(), Refusal> {
        self.role_to_change(name)?.attached.detach(policy)
    }

    pub(crate) fn delete_role(&mut self, name: &str) -> Result<(), Refusal> {
        self.role_to_change(name)?.attached.permits_deletion()?;
        drop(self.roles.remove(name));
        Ok(())
    }

    fn role_to_change(&mut self, name: &str) -> Result<&mut RoleState, Refusal> {
        let needed = self.rights_hang_on.clone();
        let role = self.role(name)?;
        tags::permit(needed, &role.tags)?;
        Ok(role)
    }
}
