//! The stack, deployed by the stock `aws` CLI on the emulator, with the real binary.
//!
//! Every test has an AWS account, an organization and a stand-in for Qovery of its own.

mod scene;
mod stage;
mod templates;

/// What the reconciliation finds, and what it cannot see.
mod checks;
/// Functions that panic, and functions that are killed.
mod crashes;
/// The static way: first key, rotation, switch, end.
mod keys;
/// A stack comes, changes and goes.
mod life;
/// Calls that fail, hang, repeat or lose their answer.
mod mishaps;
/// What Qovery had before, or has twice.
mod ownership;
/// Drift, found and told by the deployed function.
mod reconciliation;
/// What is refused, and what the operator is told.
mod refusals;
