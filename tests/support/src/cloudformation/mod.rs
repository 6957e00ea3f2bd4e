//! Stacks, deployed through the stock CLI and watched as they change.

mod event;
mod operation;
mod reader;
mod result;
mod stack;
mod template;

pub use event::StackEvent;
pub use operation::Operation;
pub use reader::string;
pub use result::StackResult;
pub use stack::Stack;
pub use template::{Bucket, Template};
