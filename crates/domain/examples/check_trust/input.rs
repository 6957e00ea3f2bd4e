//! From what was given to one trust policy, or to a sentence that says what was given.

use domain::aws::arn::RoleArn;

use crate::{
    roles::{Role, roles, template_function},
    text::decode,
};

const TAKEN: &str = "a trust policy, the output of `aws iam get-role`, a CloudFormation template \
                     in JSON, or the output of `terraform show -json`";

/// Which role is meant, where the input holds several.
#[derive(Clone, Copy, Default)]
pub(crate) struct Wanted<'a> {
    /// Its name, logical id or address.
    pub(crate) resource: Option<&'a str>,
    pub(crate) role: Option<&'a RoleArn>,
}

/// The policy to judge, with the ARN of its role where the input has it.
pub(crate) fn policy(bytes: &[u8], wanted: Wanted) -> Result<Role, String> {
    let text = decode(bytes)?;
    let text = unquoted(text.trim());
    if !text.starts_with(['{', '[', '%']) {
        return Err(format!("{}: give {TAKEN}", what_it_is(&text)));
    }
    if is_policy(&text) {
        return Ok(Role {
            name: String::new(),
            arn: None,
            document: text,
        });
    }
    let roles = roles(&text);
    if roles.is_empty() {
        return Err(if text.contains("\"aws_iam_role\"") {
            "the plan knows the trust policy of its role only after it is applied: give the \
             output of `aws iam get-role` then"
                .to_owned()
        } else {
            format!("the input is JSON without a trust policy: give {TAKEN}")
        });
    }
    let role = choose(roles, wanted)?;
    match template_function(&role.document) {
        None => Ok(role),
        Some(function) => Err(format!(
            "the trust policy of `{}` holds `{function}`, whose value only the deployed stack has: \
             give the output of `aws iam get-role`",
            role.name
        )),
    }
}

/// The text itself, or the text in a JSON string.
fn unquoted(text: &str) -> String {
    serde_json::from_str(text).unwrap_or_else(|_| text.to_owned())
}

/// Whether the text is a policy, or so broken that only the verdict can say what is wrong.
fn is_policy(text: &str) -> bool {
    let is_element = |key: &String| {
        ["Version", "Statement"]
            .iter()
            .any(|e| e.eq_ignore_ascii_case(key))
    };
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(serde_json::Value::Object(fields)) => fields.keys().any(is_element),
        Ok(_) => false,
        Err(_) => true,
    }
}

fn choose(roles: Vec<Role>, wanted: Wanted) -> Result<Role, String> {
    let names: Vec<String> = roles
        .iter()
        .map(|role| format!("`{}`", role.name))
        .collect();
    let names = names.join(", ");
    let is_only = roles.len() == 1;
    let mut fitting: Vec<Role> = roles
        .into_iter()
        .filter(|role| wanted.resource.is_none_or(|name| role.name == name))
        .filter(|role| wanted.role.is_none_or(|arn| can_be(role, arn, is_only)))
        .collect();
    match (fitting.pop(), fitting.is_empty()) {
        (Some(role), true) => Ok(role),
        (Some(_), false) => Err(format!(
            "the input holds several roles: choose one of {names} with `--resource`"
        )),
        (None, _) => Err(format!(
            "the role that is meant is not in the input, which holds {names}"
        )),
    }
}

/// Whether the role can have that ARN. A template does not say the ARN of a role.
fn can_be(role: &Role, arn: &RoleArn, is_only: bool) -> bool {
    match &role.arn {
        Some(own) => own == arn.as_str(),
        None => is_only || role.name == arn.name(),
    }
}

/// What a text is that is no JSON.
fn what_it_is(text: &str) -> &'static str {
    let has_line = |is: fn(&str) -> bool| text.lines().any(|line| is(line.trim()));
    if text.is_empty() {
        "the input is empty"
    } else if text.starts_with('<') {
        "the input is XML or HTML"
    } else if has_line(|line| line.starts_with("resource \"") || line.starts_with("data \"")) {
        "the input is Terraform source"
    } else if has_line(|line| line.ends_with(':') || line.contains(": ")) {
        "the input looks like YAML"
    } else {
        "the input is neither JSON nor percent-encoded JSON"
    }
}
