//! The world around the functions, for the demo and the tests.

/// A stand-in for Qovery's API: keeps state, takes faults on demand, remembers every request.
pub mod qovery;
