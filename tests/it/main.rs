//! Proves behaviour through the front door: events in, answers and effects out.

/// The custom resource's function against a world in memory.
mod custom_resource;
/// The stack, deployed by the stock `aws` CLI on the emulator, with the real binary.
mod stack;
