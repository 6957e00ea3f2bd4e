//! `CloudFormation`: stacks, and the answers of custom resources.

mod answers;
mod stack_instances;
mod stacks;
