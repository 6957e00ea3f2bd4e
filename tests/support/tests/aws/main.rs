//! The account in memory, held to what AWS refuses, through the domain's ports.

#![expect(
    clippy::unwrap_used,
    reason = "a test whose account cannot be set up has failed"
)]

mod account;
mod calls;
mod deletion;
mod keys;
mod qovery;
mod secrets;
mod stacks;
mod tags;
