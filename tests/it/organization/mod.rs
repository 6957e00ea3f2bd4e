//! An organization's accounts and their hub, in memory: the functions behind a FIFO queue, two at
//! once where a test does not say one, on a clock that stands still while somebody works.

mod accounts;
mod deletions;
mod faults;
mod fleet;
mod hanging;
mod hub;
mod load;
mod member;
mod orders;
mod refusals;
mod roll_backs;
mod scene;
mod settings;
mod stale;
mod updates;

pub(crate) use settings::variable;
