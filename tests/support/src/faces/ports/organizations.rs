//! Organizations, and the one `StackSet`.

use domain::{
    aws::organization::{OrganizationAccount, StackInstance, StackSet},
    port_error::PortError,
    ports::{OrganizationAccounts, StackInstances},
};

use super::{World, call::Kind::Read};
use crate::state::aws::Refusal;

impl OrganizationAccounts for World {
    async fn list_accounts(&self) -> Result<Vec<OrganizationAccount>, PortError> {
        self.call(
            Read,
            "organizations:ListAccounts",
            "the organization",
            |state| Ok::<_, Refusal>(state.accounts.clone()),
        )
        .await
    }
}

impl StackInstances for World {
    async fn list_stack_instances(
        &self,
        stack_set: &StackSet,
    ) -> Result<Vec<StackInstance>, PortError> {
        let operation = "cloudformation:ListStackInstances";
        self.call(Read, operation, &stack_set.name, |state| {
            Ok::<_, Refusal>(state.stack_instances.clone())
        })
        .await
    }
}
