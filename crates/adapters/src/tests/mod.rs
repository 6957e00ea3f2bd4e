//! What goes out and what is made of what comes back, against canned answers.

mod answers;
pub(crate) mod canned;
mod conflicts;
mod identities;
mod operations;
mod organizations;
mod roles;
mod secrets;
mod stacks;
