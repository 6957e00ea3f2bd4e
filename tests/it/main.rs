//! Proves behaviour through the front door: events in, answers and effects out.

#![cfg(test)]

/// The static key, stopped before and after every effect, and repeated.
mod crash;
/// The custom resource's function against a world in memory.
mod custom_resource;
/// The rotation's function against a world in memory.
mod rotation;
/// The stack, deployed by the stock `aws` CLI on the emulator, with the real binary.
mod stack;
