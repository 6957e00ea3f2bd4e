//! Who a request is of. Nothing else of it is believed.

use thiserror::Error;

use crate::aws::arn::{AccountId, RoleArn, StackArn};

/// The stack of a member account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    stack: StackArn,
}

/// Why an event is of no member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ForeignEvent {
    /// `StackId` is not a stack's ARN.
    #[error("its `StackId` is not the ARN of a stack")]
    StackId,
    /// A topic serves the stacks of its own region and partition only.
    #[error("its `StackId` is of another region or partition than the hub")]
    Elsewhere,
}

impl Member {
    /// The member that an event's `StackId` names, beside a hub of that region and partition.
    pub fn of(stack_id: &str, region: &str, partition: &str) -> Result<Self, ForeignEvent> {
        let stack: StackArn = stack_id.parse().map_err(|_| ForeignEvent::StackId)?;
        if stack.region() == region && stack.partition() == partition {
            Ok(Self { stack })
        } else {
            Err(ForeignEvent::Elsewhere)
        }
    }

    /// The stack.
    #[must_use]
    pub fn stack(&self) -> &StackArn {
        &self.stack
    }

    /// The account that the stack is in.
    #[must_use]
    pub fn account(&self) -> &AccountId {
        self.stack.account()
    }

    /// The role of that name in the member's account, through which the hub looks and acts there.
    #[must_use]
    pub fn role(&self, name: &str) -> Option<RoleArn> {
        RoleArn::of(self.stack.partition(), self.account(), name).ok()
    }
}
