//! The time, as an argument.

use time::OffsetDateTime;

/// The current time.
pub trait Clock: Fn() -> OffsetDateTime + Sync {}

impl<T: Fn() -> OffsetDateTime + Sync> Clock for T {}
