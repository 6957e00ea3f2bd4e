//! The stack, deployed by the stock `aws` CLI on the emulator, with the real binary.
//!
//! Every test has an AWS account, an organization and a stand-in for Qovery of its own.

mod checks;
mod crashes;
mod keys;
mod life;
mod mishaps;
mod ownership;
mod reconciliation;
mod refusals;
mod scene;
mod stage;
mod templates;
