//! The stack, deployed by the stock `aws` CLI on the emulator, with the functions
//! in the profile of the tests.
//!
//! Every test has an AWS account, an organization and a stand-in for Qovery of its own.

mod acceptance;
mod access;
mod cancelled;
mod checks;
mod clusters;
mod crashes;
mod first_creates;
mod identities;
mod keys;
mod life;
mod lives;
mod matrix;
mod mishaps;
mod organization;
mod ownership;
mod permissions;
mod publishing;
mod reconciliation;
mod refusals;
mod releases;
mod scene;
mod stage;
mod templates;
