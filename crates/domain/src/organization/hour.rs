//! The hour that `CloudFormation` gives a request.

use std::time::Duration;

use time::OffsetDateTime;

/// `ServiceTimeout` of the member template: the most that `CloudFormation` waits.
const SERVICE_TIMEOUT: Duration = Duration::from_hours(1);
/// The queue's `VisibilityTimeout`: six times the function's own, as AWS recommends. What a killed
/// function had comes back after it.
pub const VISIBILITY: Duration = Duration::from_mins(6);
/// A request of that age comes a last time in its hour: a killed function would give it back after
/// [`VISIBILITY`], and two minutes are kept for that delivery.
pub(super) const LAST_DELIVERY: Duration = Duration::from_mins(52);
/// The longest that a request is put back: one that `CloudFormation` has given up meanwhile does
/// not hold up the one behind it for longer.
pub const LONGEST_PUT_BACK: Duration = Duration::from_mins(10);

/// The hour of a request, from when `CloudFormation` sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hour {
    sent_at: OffsetDateTime,
}

impl Hour {
    /// The hour of a request that was sent then.
    #[must_use]
    pub fn since(sent_at: OffsetDateTime) -> Self {
        Self { sent_at }
    }

    /// When `CloudFormation` stops waiting.
    #[must_use]
    pub fn ends_at(self) -> OffsetDateTime {
        self.sent_at + SERVICE_TIMEOUT
    }

    /// Whether nobody waits any more.
    #[must_use]
    pub fn is_over(self, now: OffsetDateTime) -> bool {
        self.ends_at() <= now
    }

    /// Whether this is the last time that the request comes in its hour, should the function be
    /// killed now.
    #[must_use]
    pub fn is_last_delivery(self, now: OffsetDateTime) -> bool {
        self.age(now) > LAST_DELIVERY
    }

    /// How long ago it was sent. None in the future was.
    pub(super) fn age(self, now: OffsetDateTime) -> Duration {
        (now - self.sent_at).try_into().unwrap_or_default()
    }
}
