//! `CloudFormation`: stacks, and the bucket that keeps every answer.

use domain::{
    aws::{arn::StackArn, stack::Stack},
    port_error::PortError,
    ports::{Answers, Stacks},
};
use secrecy::{ExposeSecret, SecretString};

use super::{
    State, World,
    call::Kind::{Effect, Read},
};
use crate::state::aws::Refusal;

impl Stacks for World {
    async fn describe_stack(&self, stack: &StackArn) -> Result<Stack, PortError> {
        let operation = "cloudformation:DescribeStacks";
        let act = |state: &mut State| state.describe_stack(stack.as_str());
        self.call(Read, operation, stack.as_str(), act).await
    }
}

impl Answers for World {
    #[expect(clippy::disallowed_methods, reason = "the bucket is found by the URL")]
    async fn put_answer(&self, response_url: &SecretString, body: String) -> Result<(), PortError> {
        self.call(Effect, "PUT ResponseURL", "the answer", |state| {
            let url = response_url.expose_secret().to_owned();
            state.answers.push((url, body));
            Ok::<_, Refusal>(())
        })
        .await
    }
}
