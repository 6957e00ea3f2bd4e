//! What is decided, and nothing that acts.
//!
//! Pure by its manifest: no AWS, HTTP, async runtime, clock or environment can be reached from
//! here. Time is an argument, effects are the traits in [`ports`].

pub mod aws;
pub mod finding;
pub mod message;
pub mod onboarding;
pub mod permissions;
pub mod physical_id;
pub mod port_error;
pub mod ports;
pub mod properties;
pub mod qovery;
pub mod reconciliation;
pub mod rotation;
mod timestamp;
pub mod trust;
