//! `CloudFormation`: stacks, and the answers of custom resources.

use secrecy::SecretString;

use super::Call;
use crate::aws::{
    arn::StackArn,
    organization::{StackInstance, StackSet},
    stack::Stack,
};

/// Stacks.
pub trait Stacks: Sync {
    /// As an IAM policy names what is called here.
    const OPERATIONS: &[&str] = &["cloudformation:DescribeStacks"];

    /// The stack as it is now. A deleted one is found, too: it is asked for by its ARN.
    fn describe_stack(&self, stack: &StackArn) -> impl Call<Stack>;
}

/// `StackSet`s.
pub trait StackInstances: Sync {
    /// As an IAM policy names what is called here.
    const OPERATIONS: &[&str] = &["cloudformation:ListStackInstances"];

    /// Every instance of the set, all pages of them.
    fn list_stack_instances(&self, stack_set: &StackSet) -> impl Call<Vec<StackInstance>>;
}

/// Where `CloudFormation` waits for the answer of a custom resource.
pub trait Answers: Sync {
    /// Puts the body to the presigned URL. Only a 2xx counts.
    fn put_answer(&self, response_url: &SecretString, body: String) -> impl Call<()>;
}
