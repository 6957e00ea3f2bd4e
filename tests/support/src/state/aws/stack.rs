//! Stacks.

use std::collections::BTreeMap;

use domain::{
    aws::stack::{Stack, StackStatus},
    identities::STACK_TAG,
};

use super::{Code, Refusal};
use crate::state::State;

impl State {
    /// `CloudFormation` says `ValidationError` of a stack that does not exist.
    pub(crate) fn describe_stack(&self, arn: &str) -> Result<Stack, Refusal> {
        let missing = || {
            let message = format!("Stack with id {arn} does not exist");
            Refusal::new(Code::Invalid, message)
        };
        self.stacks.get(arn).cloned().ok_or_else(missing)
    }

    /// A stack in that status, never updated, without termination protection.
    pub fn add_stack(&mut self, arn: &str, status: StackStatus) {
        let stack = Stack {
            name: arn.split('/').nth(1).unwrap_or_default().to_owned(),
            status: Some(status),
            last_updated_at: None,
            is_protected: false,
            outputs: BTreeMap::new(),
        };
        self.stacks.insert(arn.to_owned(), stack);
    }

    /// What the template makes: the stack's policy, attached to the roles and users of those names,
    /// and the stack's tag on each, which the functions' rights depend on.
    pub fn made_by_stack(&mut self, stack: &str, policy: &str, names: &[&str]) {
        self.add_policy(policy, names);
        let tag = (STACK_TAG.to_owned(), stack.to_owned());
        for name in names {
            let role = self.roles.get_mut(*name).map(|role| &mut role.tags);
            let user = self.users.get_mut(*name).map(|user| &mut user.tags);
            for tags in [role, user].into_iter().flatten() {
                tags.extend([tag.clone()]);
            }
        }
        self.rights_hang_on = Some(tag);
    }

    /// Moves a stack on. The beginning of an update sets `LastUpdatedTime`. Nothing without the
    /// stack.
    pub fn move_stack(&mut self, arn: &str, status: StackStatus) {
        let now = self.now;
        if let Some(stack) = self.stacks.get_mut(arn) {
            stack.status = Some(status);
            if status == StackStatus::UpdateInProgress {
                stack.last_updated_at = Some(now);
            }
        }
    }
}
