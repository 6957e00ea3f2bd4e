//! Proves behaviour through the front door: events in, answers and effects out.

/// The stack, deployed by the stock `aws` CLI on the emulator, with the real binary.
mod stack;
