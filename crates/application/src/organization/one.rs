//! One delivery of a request: served, answered or put back.

use std::{panic::AssertUnwindSafe, sync::atomic::AtomicBool, time::Duration};

use domain::{
    aws::stack::StackStatus,
    message::{Message, chain},
    organization::{Course, Delivered, Failure, RequestKind, Turn},
    physical_id::PhysicalId,
};
use futures_util::FutureExt;
use tokio::time::{Instant, timeout_at};

use super::{
    Delivery, HubWorld, QueuedRequest, RegistrarSettings,
    asked::member,
    batch::{Batch, Scope},
    incoming::Incoming,
    reply,
};
use crate::{
    Clock, Error,
    custom_resource::{AnswerError, Envelope, Handled, Outcome, answer, answer_in_doubt},
};

/// Between two deliveries of a message that is no request, on its way to the dead-letter queue.
const UNREADABLE: Duration = Duration::from_secs(30);

/// One delivery of a request.
pub(super) struct One<'a, W, C> {
    pub(super) batch: &'a Batch<'a, W, C>,
    pub(super) scope: &'a Scope,
    pub(super) settings: &'a RegistrarSettings,
    pub(super) delivery: &'a Delivery,
    pub(super) turn: Turn,
    /// Whether this account's requests wrote something at Qovery.
    pub(super) has_written: &'a AtomicBool,
    /// When it is answered, or put back.
    pub(super) deadline: Instant,
}

impl<W: HubWorld, C: Clock> One<'_, W, C> {
    /// Serves it. `None`: it is done. Else it comes again after that pause.
    pub(super) async fn serve(&self) -> Option<Duration> {
        // Boxed: its state is large, and a batch has ten.
        let served = AssertUnwindSafe(Box::pin(self.handled()))
            .catch_unwind()
            .await;
        let handled = served.unwrap_or_else(|_panic| {
            tracing::error!(message = self.delivery.message_id, "an internal error");
            Handled::PutBack(self.pause_without_answer())
        });
        match handled {
            Handled::Answered | Handled::Dropped => None,
            Handled::PutBack(pause) => Some(pause),
        }
    }

    async fn handled(&self) -> Handled {
        let request = match &self.delivery.request {
            Ok(request) => request,
            Err(error) => {
                tracing::error!(%error, message = self.delivery.message_id, "not a request");
                return Handled::PutBack(UNREADABLE);
            }
        };
        match self.answered(request).await {
            Ok(handled) => handled,
            // Nobody can be answered, and nothing was read or written.
            Err(error @ (AnswerError::NoResponseUrl | AnswerError::Foreign(_))) => {
                tracing::error!(%error, error_type = error.error_type(), "dropped");
                Handled::Dropped
            }
            Err(error) => {
                tracing::error!(%error, error_type = error.error_type(), "not answered");
                Handled::PutBack(self.pause_without_answer())
            }
        }
    }

    async fn answered(&self, request: &QueuedRequest) -> Result<Handled, AnswerError> {
        let settings = self.batch.settings;
        let envelope = Envelope::read_of(&request.event, settings.organization.as_str())?;
        envelope.admit_address(&settings.region, self.settings.is_local)?;
        let member = member(request, settings)
            .ok_or(AnswerError::Foreign("its `StackId` is no member's stack"))?;
        let Some(kind) = RequestKind::named(request.kind()) else {
            let refused = Err(Error::NotARequest.message());
            return self.reply(&envelope, refused).await;
        };
        let says_nothing = matches!(envelope.physical_id, PhysicalId::Nothing(_));
        let incoming = Incoming {
            request,
            envelope,
            member,
            delivered: self.delivered(kind, request, says_nothing),
        };
        // What waits for Qovery, whatever its stack does, is put back without a look at the stack.
        match self.stopped(&incoming, None).await? {
            Some(handled) => Ok(handled),
            None => self.visit(&incoming).await,
        }
    }

    /// What becomes of a request that is over, came for the last time or waits for Qovery's limit.
    /// `None`: it goes on.
    pub(super) async fn stopped(
        &self,
        incoming: &Incoming<'_>,
        status: Option<StackStatus>,
    ) -> Result<Option<Handled>, AnswerError> {
        let (delivered, now) = (incoming.delivered, (self.batch.clock)());
        let (course, next_turn) = match (delivered.course(status, now), self.turn) {
            (Course::GoOn, Turn::From(at)) => {
                let pause = (at - now).try_into().unwrap_or_default();
                let throttled = Failure::Throttled(pause);
                let course = delivered.course_without_qovery(status, throttled, now);
                (course, Some(at))
            }
            (course, _) => (course, None),
        };
        Ok(match course {
            Course::GoOn => None,
            Course::PutBack(pause) => Some(Handled::PutBack(pause)),
            Course::Drop => {
                let (stack, request) = (&incoming.envelope.stack_id, &incoming.envelope.request_id);
                tracing::warn!(stack, request, "dropped: nobody waits");
                Some(Handled::Dropped)
            }
            Course::Answer => {
                let before = delivered.deliveries.saturating_sub(1);
                let why = match next_turn {
                    Some(at) => reply::beyond_the_hour(at),
                    None => reply::not_finished(before, self.batch.closed_until()),
                };
                Some(self.refuse(incoming, status, why).await?)
            }
        })
    }

    /// Answers a request that is not served: an update that is taken back ends well, the others
    /// fail.
    pub(super) async fn refuse(
        &self,
        incoming: &Incoming<'_>,
        status: Option<StackStatus>,
        why: Message,
    ) -> Result<Handled, AnswerError> {
        let rolls_back = status.is_some_and(StackStatus::rolls_back_update);
        if incoming.delivered.kind != RequestKind::Update || !rolls_back {
            return self.fail(incoming, why).await;
        }
        let note = "the old values could not be written; the hub's fleet restores them";
        let outcome = reply::unchanged(incoming, &self.batch.settings.hub, note, why);
        self.reply(&incoming.envelope, Ok(outcome)).await
    }

    pub(super) async fn fail(
        &self,
        incoming: &Incoming<'_>,
        why: Message,
    ) -> Result<Handled, AnswerError> {
        let envelope = &incoming.envelope;
        if !incoming.delivered.may_have_registered() {
            return self.reply(envelope, Err(why)).await;
        }
        let answered = answer_in_doubt(self.batch.world, envelope, why, self.deadline).await;
        answered.map(|()| Handled::Answered)
    }

    pub(super) async fn reply(
        &self,
        envelope: &Envelope,
        result: Result<Outcome, Message>,
    ) -> Result<Handled, AnswerError> {
        let answered = answer(self.batch.world, envelope, result, self.deadline).await;
        answered.map(|()| Handled::Answered)
    }

    fn delivered(
        &self,
        kind: RequestKind,
        request: &QueuedRequest,
        says_nothing: bool,
    ) -> Delivered {
        Delivered {
            kind,
            hour: request.hour(),
            deliveries: self.delivery.deliveries,
            says_nothing,
        }
    }

    fn pause_without_answer(&self) -> Duration {
        let Ok(request) = &self.delivery.request else {
            return UNREADABLE;
        };
        // It is the same for every kind.
        let delivered = self.delivered(RequestKind::Create, request, true);
        delivered.pause_without_answer((self.batch.clock)())
    }

    /// Lets the delivery come again after that pause. Where that fails, the queue's own time is
    /// kept.
    pub(super) async fn put_back(&self, pause: Duration, until: Instant) {
        let put = self.batch.world.change_message_visibility(
            &self.settings.queue,
            &self.delivery.receipt,
            pause,
        );
        match timeout_at(until, put).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(error = chain(&error), "comes back later"),
            Err(_elapsed) => tracing::warn!("comes back later: SQS gave no answer in time"),
        }
    }
}
