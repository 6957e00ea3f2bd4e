//! Stacks, deployed through the stock CLI and watched as they change.

mod event;
mod stack;
mod template;

pub use event::StackEvent;
pub use stack::{Stack, StackResult};
pub use template::Template;
