//! What becomes of one delivery of a request: an attempt, an answer, another delivery, or nothing.

use std::time::Duration;

use time::OffsetDateTime;

use super::{
    Hour,
    hour::{LAST_DELIVERY, LONGEST_PUT_BACK},
};
use crate::aws::stack::{StackPhase, StackStatus};

/// The queue's `maxReceiveCount`: SQS delivers no request more often. The pauses between deliveries
/// grow, so that a request does not need as many in its hour.
pub const MOST_DELIVERIES: u32 = 20;
/// How long an account is waited for that is not ready: IAM shows a change after seconds.
const PATIENCE: Duration = Duration::from_mins(5);
/// The pause after the first delivery. Each further one is twice as long.
const PAUSE: Duration = Duration::from_secs(15);
/// The same for an account that is not ready.
const PAUSE_FOR_IAM: Duration = Duration::from_secs(5);
/// The longest of them.
const LONGEST_PAUSE: Duration = Duration::from_mins(4);

/// `RequestType`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "CloudFormation's own words")]
pub enum RequestKind {
    Create,
    Update,
    Delete,
}

/// One delivery of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivered {
    /// What it asks for.
    pub kind: RequestKind,
    /// When `CloudFormation` waits for its answer.
    pub hour: Hour,
    /// How often it was delivered, this time included.
    pub deliveries: u32,
    /// Whether its `PhysicalResourceId` says that nothing is registered.
    pub says_nothing: bool,
}

/// Why an attempt to serve a member's request failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The next attempt would end the same.
    Final,
    /// `CloudFormation` has gone on to another request.
    Overtaken,
    /// IAM does not show yet, or does not allow yet, what the stack has made.
    NotReady,
    /// AWS or Qovery failed, or gave no answer.
    Unavailable,
    /// Qovery, or the budget, asks for a pause.
    Throttled(Duration),
}

/// What the registrar does with one SQS delivery of a member's request: serve, answer, put back or
/// drop it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// It goes on.
    GoOn,
    /// It is answered as it stands.
    Answer,
    /// It comes again after that pause.
    PutBack(Duration),
    /// Nobody waits for an answer: it gets none and does not come again.
    Drop,
}

impl RequestKind {
    /// Reads `RequestType`. `None` means another word than `CloudFormation`'s three.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        match text {
            "Create" => Some(Self::Create),
            "Update" => Some(Self::Update),
            "Delete" => Some(Self::Delete),
            _ => None,
        }
    }
}

impl Delivered {
    /// Whether a Create may have registered something already: an earlier delivery may have been
    /// killed right after its write.
    #[must_use]
    pub fn may_have_registered(self) -> bool {
        self.kind == RequestKind::Create && self.deliveries > 1
    }

    /// What to do with this delivery, given the status of its stack. `None` means that nobody has asked
    /// for the status yet.
    ///
    /// The last delivery is answered instead of attempted, so that even a request that kills every
    /// function ends as an answer. Of an Update it is asked first whether it is a roll-back.
    #[must_use]
    pub fn course(self, status: Option<StackStatus>, now: OffsetDateTime) -> Course {
        let is_last = self.deliveries >= MOST_DELIVERIES || self.hour.is_last_delivery(now);
        if self.hour.is_over(now) || status.is_some_and(|status| !self.is_waited_for(status)) {
            Course::Drop
        } else if !is_last || (self.kind == RequestKind::Update && status.is_none()) {
            Course::GoOn
        } else {
            Course::Answer
        }
    }

    /// What to do with this delivery where Qovery cannot be asked. A Create and an Update towards new
    /// values wait for it. So does the deletion that takes back a Create, where something may be
    /// registered, but it never fails for it. Every other roll-back and deletion goes as far as it
    /// gets. Before the stack was asked about, nothing is answered.
    #[must_use]
    pub fn course_without_qovery(
        self,
        status: Option<StackStatus>,
        failure: Failure,
        now: OffsetDateTime,
    ) -> Course {
        let waits = match self.kind {
            RequestKind::Create => true,
            RequestKind::Update => status.is_some_and(|status| !status.rolls_back_update()),
            RequestKind::Delete => !self.says_nothing && status.is_some_and(takes_back_creation),
        };
        match self.course_after(failure, now) {
            // A request that comes late is not answered again.
            Course::Answer if status.is_none() || self.kind == RequestKind::Delete => Course::GoOn,
            course if waits => course,
            _ => Course::GoOn,
        }
    }

    /// What to do with this delivery after an attempt that failed.
    #[must_use]
    pub fn course_after(self, failure: Failure, now: OffsetDateTime) -> Course {
        let pause = match failure {
            Failure::Final => return Course::Answer,
            Failure::Overtaken => return Course::Drop,
            Failure::NotReady => {
                let pause = self.pause(PAUSE_FOR_IAM);
                if self.hour.age(now + pause) > PATIENCE {
                    return Course::Answer;
                }
                pause
            }
            Failure::Unavailable => self.pause(PAUSE),
            Failure::Throttled(asked) => {
                if self.hour.age(now).saturating_add(asked) > LAST_DELIVERY {
                    return Course::Answer;
                }
                asked.min(LONGEST_PUT_BACK).max(self.pause(PAUSE))
            }
        };
        if self.deliveries + 1 >= MOST_DELIVERIES || self.hour.is_last_delivery(now + pause) {
            Course::Answer
        } else {
            Course::PutBack(pause)
        }
    }

    /// The pause after an answer that did not arrive. It is short enough for all deliveries to come
    /// within the hour: what cannot be answered ends in the dead-letter queue, which has an alarm.
    #[must_use]
    pub fn pause_without_answer(self, now: OffsetDateTime) -> Duration {
        let left: Duration = (self.hour.ends_at() - now).try_into().unwrap_or_default();
        let deliveries = MOST_DELIVERIES.saturating_sub(self.deliveries) + 1;
        let pause = self.pause(PAUSE).min(left / deliveries);
        pause.max(Duration::from_secs(1))
    }

    /// A request is waited for while `CloudFormation` does what the request belongs to.
    fn is_waited_for(self, status: StackStatus) -> bool {
        match self.kind {
            _ if !status.is_under_way() => false,
            RequestKind::Create => status.phase() == StackPhase::Forward,
            RequestKind::Update => matches!(
                status.phase(),
                StackPhase::Forward | StackPhase::RollingBackUpdate
            ),
            RequestKind::Delete => true,
        }
    }

    fn pause(self, first: Duration) -> Duration {
        let doublings = self.deliveries.saturating_sub(1).min(8);
        (first * 2_u32.pow(doublings)).min(LONGEST_PAUSE)
    }
}

fn takes_back_creation(status: StackStatus) -> bool {
    status.phase() == StackPhase::RollingBackCreation
}
