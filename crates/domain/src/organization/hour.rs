//! The hour that `CloudFormation` gives a request, and what becomes of one that failed in it.

use std::time::Duration;

use time::OffsetDateTime;

use super::Turn;

/// `ServiceTimeout` of the member template: the most that `CloudFormation` waits.
const SERVICE_TIMEOUT: Duration = Duration::from_hours(1);
/// The queue's `VisibilityTimeout`: six times the function's own, as AWS recommends. What a killed
/// function had comes back after it.
pub const VISIBILITY: Duration = Duration::from_mins(6);
/// The queue's `maxReceiveCount`: more than a request can take in its hour, so that only one that
/// cannot be answered ends in the dead-letter queue.
pub const MOST_DELIVERIES: u32 = 20;
/// Kept back from the hour: one attempt, and its way there and back.
const FOR_AN_ATTEMPT: Duration = Duration::from_mins(2);
/// The longest that a request is put back: one that `CloudFormation` has given up meanwhile does
/// not hold up the one behind it for longer.
pub const LONGEST_PUT_BACK: Duration = Duration::from_mins(10);
/// How long an account is waited for that is not ready: IAM shows a change after seconds.
const PATIENCE: Duration = Duration::from_mins(5);
/// The first pause between two attempts. Each further one is twice as long.
const PAUSE: Duration = Duration::from_secs(15);
/// The longest of them.
const LONGEST_PAUSE: Duration = Duration::from_mins(4);

/// The hour of a request, from when `CloudFormation` sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hour {
    sent_at: OffsetDateTime,
}

/// Why an attempt came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The next attempt would end the same.
    Final,
    /// IAM does not show yet, or does not allow yet, what the stack has made.
    NotReady,
    /// AWS or Qovery failed, or gave no answer.
    Unavailable,
    /// Qovery, or the budget, asks for a pause.
    Throttled(Duration),
}

/// What follows an attempt that came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The failure is the answer.
    Answer,
    /// Another attempt after that pause.
    Later(Duration),
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
    /// killed now: it is answered instead of attempted, so that even one that kills every function
    /// ends as an answer.
    #[must_use]
    pub fn is_last_delivery(self, now: OffsetDateTime) -> bool {
        now + VISIBILITY > self.last_attempt_at()
    }

    /// The turn of a request that can be served from then on.
    pub(super) fn wait_until(self, at: OffsetDateTime, now: OffsetDateTime) -> Turn {
        if at > self.last_attempt_at() - VISIBILITY {
            return Turn::NextWave(at);
        }
        let wait: Duration = (at - now).try_into().unwrap_or_default();
        Turn::Later(wait.clamp(Duration::from_secs(1), LONGEST_PUT_BACK))
    }

    /// What follows the attempt that was the `deliveries`-th, counted from 1.
    #[must_use]
    pub fn after(self, failure: Failure, deliveries: u32, now: OffsetDateTime) -> Next {
        let pause = PAUSE * 2_u32.saturating_pow(deliveries.saturating_sub(1).min(8));
        let pause = pause.min(LONGEST_PAUSE);
        let later = match failure {
            Failure::Final => return Next::Answer,
            Failure::NotReady if now + pause > self.sent_at + PATIENCE => return Next::Answer,
            Failure::NotReady | Failure::Unavailable => pause,
            Failure::Throttled(asked) => {
                let at = asked
                    .try_into()
                    .ok()
                    .and_then(|asked| now.checked_add(asked));
                match at.map(|at| self.wait_until(at, now)) {
                    Some(Turn::Later(wait)) => wait.max(pause),
                    Some(Turn::Now | Turn::NextWave(_)) | None => return Next::Answer,
                }
            }
        };
        if self.is_last_delivery(now + later) {
            Next::Answer
        } else {
            Next::Later(later)
        }
    }

    fn last_attempt_at(self) -> OffsetDateTime {
        self.ends_at() - FOR_AN_ATTEMPT
    }
}
