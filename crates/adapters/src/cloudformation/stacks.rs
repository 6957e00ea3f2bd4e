//! Stacks.

use aws_sdk_cloudformation::{Client, types::Stack as SdkStack};
use domain::{
    aws::{
        arn::StackArn,
        stack::{Stack, StackStatus},
    },
    port_error::PortError,
    ports::Stacks,
};

use crate::{
    Adapters,
    aws::{listed, port_error, to_offset_date_time, unreadable},
};

const DESCRIBE: &str = listed(
    <Adapters as Stacks>::OPERATIONS,
    "cloudformation:DescribeStacks",
);

impl Stacks for Adapters {
    /// Asks by ARN: by name, another stack of the same name could answer.
    async fn describe_stack(&self, stack: &StackArn) -> Result<Stack, PortError> {
        let call = Client::new(&self.config).describe_stacks();
        let output = call
            .stack_name(stack.as_str())
            .send()
            .await
            .map_err(|error| port_error(DESCRIBE, stack.as_str(), error))?;
        let mut stacks = output.stacks.unwrap_or_default().into_iter();
        stacks
            .find(|shown| shown.stack_id() == Some(stack.as_str()))
            .and_then(read)
            .ok_or_else(|| {
                unreadable(
                    DESCRIBE,
                    stack.as_str(),
                    "no such stack with a name, a status and a readable date",
                )
            })
    }
}

fn read(stack: SdkStack) -> Option<Stack> {
    Some(Stack {
        status: StackStatus::named(stack.stack_status?.as_str()),
        last_updated_at: match stack.last_updated_time {
            Some(at) => Some(to_offset_date_time(&at)?),
            None => None,
        },
        is_protected: stack.enable_termination_protection.unwrap_or(false),
        name: stack.stack_name?,
        outputs: stack
            .outputs
            .unwrap_or_default()
            .into_iter()
            .filter_map(|output| Some((output.output_key?, output.output_value?)))
            .collect(),
    })
}
