//! What is decided, and nothing that acts.
//!
//! Pure by its manifest: no AWS, HTTP, async runtime, clock or environment can be reached from
//! here. Time is an argument, effects are the traits in `ports`.

pub mod arn;
pub mod finding;
pub mod trust;
