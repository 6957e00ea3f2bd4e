//! The world around the functions, for the demo and the tests.

/// Qovery's published specification as a judge between a client and the stand-in.
pub mod contract;
/// A stand-in for Qovery's API: keeps state, takes faults on demand, remembers every request.
pub mod qovery;
/// A world in memory that implements the domain's ports, with faults at any call.
pub mod world;
