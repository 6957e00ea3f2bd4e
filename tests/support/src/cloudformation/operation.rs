//! Operations on a stack, started and not yet watched.

use std::{
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use crate::{
    aws::AwsError,
    cloudformation::{Stack, Template},
};

/// An operation under way, for [`Stack::watch`]: its events carry its token.
#[derive(Debug, Clone)]
pub struct Operation {
    pub(super) stack_id: String,
    pub(super) token: String,
}

impl Stack {
    /// Begins to create the stack.
    pub fn start_create(
        &self,
        template: &Template,
        parameters: &[(&str, &str)],
    ) -> Result<Operation, AwsError> {
        let given = parameters.iter().map(|(key, value)| given(key, value));
        self.deploy("create-stack", template, given.collect())
    }

    /// Begins to update it. Parameters that are not given keep their values.
    pub fn start_update(
        &self,
        template: &Template,
        parameters: &[(&str, &str)],
    ) -> Result<Operation, AwsError> {
        let before = self.reader.describe(&self.name)?.parameters;
        let kept = before
            .iter()
            .filter(|key| !parameters.iter().any(|(given, _)| given == key))
            .filter(|key| !self.dropped.contains(key));
        let given = parameters.iter().map(|(key, value)| given(key, value));
        let all = kept
            .map(|key| format!("ParameterKey={key},UsePreviousValue=true"))
            .chain(given);
        self.deploy("update-stack", template, all.collect())
    }

    /// Begins what needs the stack's name only: `delete-stack`, `cancel-update-stack`,
    /// `continue-update-rollback` or `rollback-stack`, with its options.
    pub fn start(&self, command: &str, options: &[&str]) -> Result<Operation, AwsError> {
        let stack_id = self.reader.describe(&self.name)?.result.id;
        let token = unique_token();
        let named = ["cloudformation", command, "--stack-name", &self.name];
        let call = [&named[..], &["--client-request-token", &token], options];
        self.aws.run(&call.concat())?;
        Ok(Operation { stack_id, token })
    }

    fn deploy(
        &self,
        command: &str,
        template: &Template,
        parameters: Vec<String>,
    ) -> Result<Operation, AwsError> {
        let token = unique_token();
        let named = ["cloudformation", command, "--stack-name", &self.name];
        let call = [
            &named[..],
            &["--client-request-token", &token],
            &[
                "--capabilities",
                "CAPABILITY_NAMED_IAM",
                "CAPABILITY_AUTO_EXPAND",
            ],
        ];
        let mut arguments: Vec<String> = call.concat().into_iter().map(str::to_owned).collect();
        arguments.extend(self.options.iter().cloned());
        arguments.extend(template.option());
        if !parameters.is_empty() {
            arguments.push("--parameters".to_owned());
            arguments.extend(parameters);
        }
        let answer = self.aws.run(&arguments)?;
        let stack_id = answer["StackId"].as_str().unwrap_or(&self.name).to_owned();
        Ok(Operation { stack_id, token })
    }
}

/// The CLI's shorthand splits values at commas; inside double quotes it does not.
fn given(key: &str, value: &str) -> String {
    let value = value.replace('\\', r"\\").replace('"', r#"\""#);
    format!(r#"ParameterKey={key},ParameterValue="{value}""#)
}

/// To AWS, a token that it has seen is the same request again.
fn unique_token() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("operation-{}-{number}", process::id())
}
