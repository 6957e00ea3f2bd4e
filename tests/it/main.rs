//! Proves behaviour through the front door: events in, answers and effects out.

#![cfg(test)]

/// Calls, round trips and sizes, of the functions as they are deployed.
mod budgets;
/// Whose word for a server is taken.
mod certificates;
/// The functions' own client.
mod client;
/// Connections, between one event and the next.
mod connections;
/// The client's requests, judged by Qovery's published specification.
mod contract;
/// The static key, stopped before and after every effect, and repeated.
mod crash;
/// The custom resource's function against a world in memory.
mod custom_resource;
/// The crates in each function.
mod linked;
/// What a test's own thread logs, at every level.
mod logged;
/// The reconciliation's function against a world in memory.
mod reconciliation;
/// The rotation's function against a world in memory.
mod rotation;
/// The stack, deployed by the stock `aws` CLI on the emulator, with the real binary.
mod stack;
/// The template and the code say the same.
mod template;
/// Rules of the repository that no lint knows.
mod tidy;
