//! How a stack's state is read: closely on an emulator, with the CLI elsewhere.

use std::time::Duration;

use roxmltree::Node;
use serde_json::Value;

use super::{StackEvent, StackResult};
use crate::{
    aws::{Aws, AwsError},
    query_api::{QueryApi, elements, text},
};

#[derive(Debug, Clone)]
pub(super) enum Reader {
    /// An emulator, which checks no signature of a root.
    Api(QueryApi),
    /// Any account.
    Cli(Aws),
}

/// One look at a stack.
pub(super) struct Described {
    /// Without events.
    pub(super) result: StackResult,
    /// The names of its parameters.
    pub(super) parameters: Vec<String>,
}

impl Reader {
    pub(super) fn describe(&self, stack: &str) -> Result<Described, AwsError> {
        match self {
            Self::Api(api) => api.page("DescribeStacks", stack, "", |xml: Node<'_, '_>| {
                let keys = elements(xml, "ParameterKey").filter_map(|key| key.text());
                Described {
                    parameters: keys.map(str::to_owned).collect(),
                    result: StackResult::read(xml),
                }
            }),
            Self::Cli(aws) => {
                let describe = ["cloudformation", "describe-stacks", "--stack-name", stack];
                let answer = aws.run(&describe)?;
                let stack = &answer["Stacks"][0];
                let parameters = stack["Parameters"].as_array().into_iter().flatten();
                Ok(Described {
                    parameters: parameters.map(|one| string(&one["ParameterKey"])).collect(),
                    result: StackResult::from_json(stack),
                })
            }
        }
    }

    /// A page of events, newest first, and the token of the next one: empty after the last.
    pub(super) fn events(
        &self,
        stack: &str,
        token: &str,
    ) -> Result<(Vec<StackEvent>, String), AwsError> {
        match self {
            Self::Api(api) => {
                let read = |xml: Node<'_, '_>| (StackEvent::read(xml), text(xml, "NextToken"));
                api.page("DescribeStackEvents", stack, token, read)
            }
            // The CLI reads all pages.
            Self::Cli(aws) => {
                let describe = [
                    "cloudformation",
                    "describe-stack-events",
                    "--stack-name",
                    stack,
                ];
                let answer = aws.run(&describe)?;
                let events = answer["StackEvents"].as_array().into_iter().flatten();
                Ok((events.map(StackEvent::from_json).collect(), String::new()))
            }
        }
    }

    /// The least time between two looks: AWS throttles who looks often.
    pub(super) fn pause(&self) -> Duration {
        match self {
            Self::Api(_) => Duration::from_millis(50),
            Self::Cli(_) => Duration::from_millis(500),
        }
    }

    /// An operation that takes longer hangs.
    pub(super) fn longest(&self) -> Duration {
        match self {
            Self::Api(_) => Duration::from_mins(10),
            Self::Cli(_) => Duration::from_mins(30),
        }
    }
}

/// A text of the CLI's answer; empty where there is none.
#[must_use]
pub fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
