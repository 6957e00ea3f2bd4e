//! What `CloudFormation` is doing with the stack.

use std::collections::BTreeMap;

use domain::{
    aws::stack::{Stack as Described, StackStatus},
    onboarding::DeletionRule,
};

use super::{Name, START};
use crate::effects::Failed;

/// The stack, as its properties and `DescribeStacks` tell of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Stack {
    pub(crate) phase: Phase,
    /// The identity that its properties name.
    pub(crate) present: Name,
    /// How many operations have begun: `LastUpdatedTime` differs after each.
    pub(crate) operations: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Phase {
    AtRest,
    /// The custom resource is asked for the new values.
    Updating(Name),
    /// It has answered; other resources are still updated, and may fail.
    Answered(Name),
    /// An update towards that identity has failed: the custom resource is asked for the old values.
    RollingBack(Name),
    Deleting(DeletionRule),
    /// The custom resource refused.
    DeleteFailed,
    Gone(DeletionRule),
}

impl Stack {
    pub(crate) fn at_rest(present: Name) -> Self {
        Self {
            phase: Phase::AtRest,
            present,
            operations: 0,
        }
    }

    pub(crate) fn begin(&mut self, phase: Phase) {
        self.phase = phase;
        self.operations += 1;
    }

    /// Whether an update towards that identity is under way.
    pub(crate) fn is_towards(&self, name: Name) -> bool {
        matches!(self.phase, Phase::Updating(to) | Phase::Answered(to) if to == name)
    }

    pub(crate) fn roll_back(&mut self) {
        if let Phase::Updating(failed) | Phase::Answered(failed) = self.phase {
            self.begin(Phase::RollingBack(failed));
        }
    }

    /// The custom resource has answered, and `CloudFormation` goes on.
    pub(crate) fn answered(&mut self) {
        match self.phase {
            Phase::Updating(to) => self.phase = Phase::Answered(to),
            Phase::RollingBack(_) => self.phase = Phase::AtRest,
            Phase::Deleting(rule) => self.phase = Phase::Gone(rule),
            Phase::AtRest | Phase::Answered(_) | Phase::DeleteFailed | Phase::Gone(_) => {}
        }
    }

    /// Whether nothing is under way and no operation has begun since.
    pub(crate) fn is_still_at_rest(&self, operations: u8) -> Result<(), Failed> {
        let is_unchanged = self.phase == Phase::AtRest && self.operations == operations;
        is_unchanged.then_some(()).ok_or(Failed)
    }

    /// Whether access is taken away though it may be in use.
    pub(crate) fn is_revoking(&self) -> bool {
        matches!(
            self.phase,
            Phase::Deleting(DeletionRule::Revoke) | Phase::Gone(DeletionRule::Revoke)
        )
    }

    /// Whether it is being deleted, or was.
    pub(crate) fn is_leaving(&self) -> bool {
        matches!(
            self.phase,
            Phase::Deleting(_) | Phase::DeleteFailed | Phase::Gone(_)
        )
    }

    /// As `DescribeStacks` tells of it.
    pub(crate) fn described(&self) -> Described {
        let status = match self.phase {
            Phase::AtRest => StackStatus::UpdateComplete,
            Phase::Updating(_) | Phase::Answered(_) => StackStatus::UpdateInProgress,
            Phase::RollingBack(_) => StackStatus::UpdateRollbackInProgress,
            Phase::Deleting(_) => StackStatus::DeleteInProgress,
            Phase::DeleteFailed => StackStatus::DeleteFailed,
            Phase::Gone(_) => StackStatus::DeleteComplete,
        };
        Described {
            name: "model".to_owned(),
            status: Some(status),
            last_updated_at: Some(START + time::Duration::seconds(self.operations.into())),
            is_protected: true,
            outputs: BTreeMap::new(),
        }
    }
}
