//! `CloudFormation`: stacks.

use domain::{aws::stack::Stack, ports::Stacks};
use time::OffsetDateTime;

use super::{form::Form, invalid, xml, xml::element};
use crate::{faces::ports::World, state::aws::Refusal};

/// The inside of `DescribeStacksResult`. The stack is asked for by its ARN.
pub(super) async fn describe(world: &World, form: &Form) -> Result<String, Refusal> {
    let id = form.get("StackName").unwrap_or_default();
    let arn = id.parse().map_err(|_| invalid("no ARN of a stack"))?;
    Ok(described(id, &world.describe_stack(&arn).await?))
}

/// Source: `CloudFormation` API reference, `Stack`.
fn described(id: &str, stack: &Stack) -> String {
    let status = stack.status.map_or("OF_TOMORROW", |status| status.as_str());
    let updated = stack.last_updated_at.map(xml::date);
    let fields = element("StackId", id)
        + &element("StackName", &stack.name)
        + &element("CreationTime", xml::date(OffsetDateTime::UNIX_EPOCH))
        + &updated.map_or_else(String::new, |at| element("LastUpdatedTime", at))
        + &element("StackStatus", status)
        + &element("EnableTerminationProtection", stack.is_protected);
    format!("<Stacks><member>{fields}</member></Stacks>")
}
