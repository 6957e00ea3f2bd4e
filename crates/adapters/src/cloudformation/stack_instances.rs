//! Instances of a `StackSet`.

use aws_sdk_cloudformation::{
    Client,
    types::{CallAs, StackInstanceDetailedStatus, StackInstanceSummary},
};
use domain::{
    aws::{
        arn::StackArn,
        organization::{InstanceStatus, StackInstance, StackSet},
    },
    port_error::PortError,
    ports::StackInstances,
};

use crate::{
    Adapters,
    aws::{listed, port_error, unreadable},
    text::readable,
};

const LIST: &str = listed(
    <Adapters as StackInstances>::OPERATIONS,
    "cloudformation:ListStackInstances",
);

impl StackInstances for Adapters {
    async fn list_stack_instances(
        &self,
        stack_set: &StackSet,
    ) -> Result<Vec<StackInstance>, PortError> {
        let (name, caller) = (stack_set.name.as_str(), call_as(stack_set));
        let call = Client::new(&self.config).list_stack_instances();
        let call = call.stack_set_name(name).call_as(caller);
        let call = call.stack_instance_region(&stack_set.region);
        let mut pages = call.into_paginator().items().send();
        let mut instances = Vec::new();
        while let Some(summary) = pages.next().await {
            let summary = summary.map_err(|error| port_error(LIST, name, error))?;
            let read = read(summary);
            instances
                .push(read.ok_or_else(|| unreadable(LIST, name, "an instance of no account"))?);
        }
        Ok(instances)
    }
}

/// A delegated administrator sees the management account's sets only under that name.
fn call_as(stack_set: &StackSet) -> CallAs {
    if stack_set.as_delegated_admin {
        CallAs::DelegatedAdmin
    } else {
        CallAs::SelfValue
    }
}

fn read(summary: StackInstanceSummary) -> Option<StackInstance> {
    let detailed = summary.stack_instance_status.as_ref();
    let detailed = detailed.and_then(|status| status.detailed_status.as_ref());
    let detailed = detailed.map(StackInstanceDetailedStatus::as_str);
    let status = summary.status.as_ref()?.as_str();
    let stack = summary.stack_id.as_deref().filter(|id| !id.is_empty());
    let stack = stack.map(str::parse::<StackArn>).transpose().ok()?;
    Some(StackInstance {
        account: summary.account?.parse().ok()?,
        status: InstanceStatus::named(status, detailed),
        reason: summary.status_reason.as_deref().map(readable),
        stack,
    })
}
