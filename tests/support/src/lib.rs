//! The world around the functions, for the demo and the tests.

/// One AWS account on an emulator.
pub mod account;
/// The stock `aws` CLI, called as an operator calls it.
pub mod aws;
/// Cargo, called by what cargo runs.
pub mod cargo;
/// AWS, Qovery and CloudFormation's bucket over TLS, as late as one wishes, every call counted.
pub mod cloud;
/// Stacks, deployed through the stock CLI and watched as they change.
pub mod cloudformation;
/// Qovery's published specification as a judge between a client and the stand-in.
pub mod contract;
/// An AWS of our own: `MiniStack` with our patches, as a child process on 127.0.0.1.
pub mod emulator;
mod environment;
/// What the functions do for an operator, from their start on, against the stand-ins.
pub mod flows;
/// A Lambda on this machine: the runtime API, and a process that polls it.
pub mod lambda;
/// The functions as they are deployed: one zip each.
pub mod package;
mod processes;
/// A stand-in for Qovery's API: keeps state, takes faults on demand, remembers every request.
pub mod qovery;
mod query_api;
mod server;
/// The secret with a stack's key, as its operator sees and rotates it.
pub mod stored_key;
/// A certificate authority of our own.
pub mod tls;
/// Tools that tests and demo need, installed once under `target/tools`, pinned with hashes.
pub mod toolbox;
mod warm_cli;
/// A world in memory that implements the domain's ports, with faults at any call.
pub mod world;
