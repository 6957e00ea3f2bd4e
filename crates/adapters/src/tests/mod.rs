//! What goes out and what is made of what comes back, against canned answers.

mod answers;
pub(crate) mod canned;
mod conflicts;
mod identities;
mod operations;
mod roles;
mod secrets;
mod stack_instances;
mod stacks;
