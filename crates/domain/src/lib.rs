//! What is decided, and nothing that acts.
//!
//! Pure by its manifest: no AWS, HTTP, async runtime, clock or environment can be reached from
//! here. Time is an argument, effects are the traits in [`ports`].

pub mod access_key;
pub mod api_token;
pub mod arn;
pub mod error;
pub mod finding;
pub mod onboarding;
pub mod permissions;
pub mod physical_id;
pub mod ports;
pub mod properties;
pub mod qovery;
pub mod reconciliation;
pub mod report;
pub mod rotation;
mod timestamp;
pub mod topic_arn;
pub mod trust;
