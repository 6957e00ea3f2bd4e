//! The one place where time is read.

use std::time::{Duration, SystemTime};

use time::OffsetDateTime;

/// Time left until a Lambda deadline, given in milliseconds since 1970.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where time is read"
)]
pub fn until(deadline_ms: u64) -> Duration {
    let deadline = SystemTime::UNIX_EPOCH + Duration::from_millis(deadline_ms);
    deadline
        .duration_since(SystemTime::now())
        .unwrap_or_default()
}

/// What time it is.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where time is read"
)]
pub fn now() -> OffsetDateTime {
    SystemTime::now().into()
}
