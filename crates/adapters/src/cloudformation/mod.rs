//! `CloudFormation`: stacks, and the answers of custom resources.

mod answers;
mod stacks;
