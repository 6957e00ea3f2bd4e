//! What a member's stack says of itself, and the hub of every member.

use std::time::Duration;

use serde_json::Value;

use crate::{
    aws::stack::{Stack, StackStatus},
    organization::{ForeignNames, Hub, Member},
    properties::Raw,
    reconciliation::Expected,
};

/// Outputs of the member template: what a look into the account starts from.
pub const MEMBER_OUTPUTS: [&str; 4] =
    ["PermissionsArn", "QoveryCredentialsId", "RoleArn", "RoleId"];

/// What should be the case in a member's account. Else why its stack does not say it.
///
/// The outputs are the member's own word, which reaches no further than its own account: a role or
/// policy of another is refused, and credentials that show another account are not among those that
/// are looked at ([`about`](super::about)).
pub fn expected(
    hub: &Hub,
    member: &Member,
    stack: &Stack,
    grace: Duration,
) -> Result<Expected, String> {
    let [permissions, credentials, role, role_id] = MEMBER_OUTPUTS;
    let own = [permissions, role].map(|name| {
        let value = output(stack, name)?.to_owned();
        Ok((name.to_owned(), Value::String(value)))
    });
    let own: Raw = own.into_iter().collect::<Result<_, String>>()?;
    let read = hub.properties(member, &own, ForeignNames::Refused);
    let read = read.map_err(|findings| {
        let messages = findings.into_iter().map(|finding| finding.message);
        let messages: Vec<String> = messages.collect();
        format!(
            "the outputs of its stack are wrong: {}",
            messages.join("; ")
        )
    })?;
    let registered = output(stack, credentials)?.parse();
    Ok(Expected {
        stack: member.stack().clone(),
        permissions: read.permissions,
        properties: read.properties,
        credentials: registered.map_err(|error| format!("output `{credentials}`: {error}"))?,
        role_id: Some(output(stack, role_id)?.to_owned()),
        grace,
    })
}

fn output<'a>(stack: &'a Stack, name: &str) -> Result<&'a str, String> {
    let value = stack.outputs.get(name).filter(|value| !value.is_empty());
    value.map(String::as_str).ok_or_else(|| {
        let status = stack
            .status
            .map_or("in an unknown state", StackStatus::as_str);
        format!(
            "its stack `{}` is {status} and has no output `{name}`",
            stack.name
        )
    })
}
