//! The world around the functions, for the demo and the tests.

/// One AWS account on an emulator.
pub mod account;
/// The stock `aws` CLI, called as an operator calls it.
pub mod aws;
/// Cargo, called by what cargo runs.
pub mod cargo;
/// Stacks, deployed through the stock CLI and watched as they change.
pub mod cloudformation;
/// Qovery's published specification as a judge between a client and the stand-in.
pub mod contract;
/// An AWS of our own: `MiniStack` with our patches, as a child process on 127.0.0.1.
pub mod emulator;
mod environment;
/// The functions as they are deployed: one zip each.
pub mod package;
/// A stand-in for Qovery's API: keeps state, takes faults on demand, remembers every request.
pub mod qovery;
mod query_api;
/// Tools that tests and demo need, installed once under `target/tools`, pinned with hashes.
pub mod toolbox;
mod warm_cli;
/// A world in memory that implements the domain's ports, with faults at any call.
pub mod world;
