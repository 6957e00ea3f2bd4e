//! One request in its account.

use std::{
    panic::AssertUnwindSafe,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use backon::Retryable;
use domain::{
    message::{Message, chain},
    organization::{Failure, Member, Next, Turn},
    port_error::{PortError, PortErrorKind},
};
use futures_util::FutureExt;
use tokio::time::Instant;

use super::{
    Delivery, HubWorld, QueuedRequest, RegistrarSettings,
    asked::{self, member},
    batch::Batch,
    hub_side::HubSide,
    member_world::MemberWorld,
    reply,
};
use crate::{
    Clock,
    custom_resource::{
        AnswerError, Envelope, Handled, Outcome, Task, UnknownPhase, answer, handle_unless,
    },
    error::failure_of,
    identities::OwnStack,
};

/// Pauses between looks at a role of seconds ago, before the request is put back.
const PAUSES: [Duration; 3] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];
/// After an answer that did not arrive.
const AFTER_NO_ANSWER: Duration = Duration::from_secs(30);

/// One request in its account.
pub(super) struct One<'a, W, C> {
    pub(super) batch: &'a Batch<'a, W, C>,
    pub(super) settings: &'a RegistrarSettings,
    pub(super) delivery: &'a Delivery,
    pub(super) turn: Turn,
    /// Whether this account's requests wrote something at Qovery.
    pub(super) has_written: &'a AtomicBool,
    pub(super) time_left: Duration,
}

impl<W: HubWorld, C: Clock> One<'_, W, C> {
    /// Serves it, and puts it back where it is not done. Whether it is done.
    pub(super) async fn is_done(&self) -> bool {
        // Boxed: its state is large, and a batch has ten.
        let served = AssertUnwindSafe(Box::pin(self.serve()))
            .catch_unwind()
            .await;
        let pause = served.unwrap_or_else(|_panic| {
            tracing::error!(message = self.delivery.message_id, "an internal error");
            let pause = self.pause(Failure::Unavailable);
            Some(pause.unwrap_or(AFTER_NO_ANSWER))
        });
        let Some(pause) = pause else {
            return true;
        };
        self.put_back(pause).await;
        false
    }

    /// `None`: it is done. Else it comes again after that pause.
    async fn serve(&self) -> Option<Duration> {
        let request = match &self.delivery.request {
            Ok(request) => request,
            Err(error) => {
                tracing::error!(%error, message = self.delivery.message_id, "not a request");
                return Some(AFTER_NO_ANSWER);
            }
        };
        match self.answered(request).await {
            Ok(Handled::Answered) => None,
            Ok(Handled::PutBack(pause)) => Some(pause),
            // Nobody can be answered, and nothing was read or written.
            Err(error @ (AnswerError::NoResponseUrl | AnswerError::Foreign(_))) => {
                tracing::error!(%error, error_type = error.error_type(), "dropped");
                None
            }
            Err(error) => {
                tracing::error!(%error, error_type = error.error_type(), "not answered");
                Some(AFTER_NO_ANSWER)
            }
        }
    }

    async fn answered(&self, request: &QueuedRequest) -> Result<Handled, AnswerError> {
        let settings = self.batch.settings;
        let envelope = Envelope::read_of(&request.event, settings.organization.as_str())?;
        envelope.admit_address(&settings.region, self.settings.is_local)?;
        let member = member(request, settings)
            .ok_or(AnswerError::Foreign("its `StackId` is no member's stack"))?;
        let now = (self.batch.clock)();
        if request.hour().is_over(now) {
            tracing::warn!(stack = envelope.stack_id, "dropped: nobody waits any more");
            return Ok(Handled::Answered);
        }
        if request.hour().is_last_delivery(now) {
            let failed = reply::not_finished(self.delivery.deliveries);
            return self.fail(&envelope, failed).await;
        }
        match self.turn {
            Turn::Later(pause) => return Ok(Handled::PutBack(pause)),
            // Other requests may end well without Qovery.
            Turn::NextWave(at) if request.kind() == "Create" => {
                return self.fail(&envelope, reply::beyond_the_hour(at)).await;
            }
            Turn::Now | Turn::NextWave(_) => {}
        }
        if let Some(pause) = self.batch.failure().and_then(|failure| self.pause(failure)) {
            return Ok(Handled::PutBack(pause));
        }
        self.in_the_account(request, &envelope, &member).await
    }

    async fn in_the_account(
        &self,
        request: &QueuedRequest,
        envelope: &Envelope,
        member: &Member,
    ) -> Result<Handled, AnswerError> {
        let settings = self.batch.settings;
        let (asked, permissions) = match asked::read(&settings.hub, request, member) {
            Ok(read) => read,
            Err(refused) => return self.refuse(request, envelope, member, refused).await,
        };
        let account = match self.enter(member).await {
            Ok(account) => account,
            Err(error) => {
                if let Some(pause) = self.pause(failure_of(&error)) {
                    return Ok(Handled::PutBack(pause));
                }
                let cause = reply::unreachable(&error, &settings.reader_role);
                return self.refuse(request, envelope, member, cause).await;
            }
        };
        let stack = OwnStack {
            id: member.stack().clone(),
            permissions,
            grace: settings.grace,
        };
        let world = MemberWorld::new(HubSide::new(self.batch, self.has_written), account.as_ref());
        let task = Task {
            envelope,
            read: || Ok((asked, Vec::new())),
            settings: &stack,
            time_left: self.time_left,
            unknown_phase: UnknownPhase::Fails,
        };
        handle_unless(task, &world, self.batch.clock, |failure| {
            self.pause(failure)
        })
        .await
    }

    /// A session in the member's account. Its role may be seconds old.
    async fn enter(&self, member: &Member) -> Result<Arc<W::Account>, PortError> {
        let role = member.role(&self.batch.settings.reader_role);
        let role = role.ok_or_else(|| PortError {
            operation: "sts:AssumeRole",
            resource: self.batch.settings.reader_role.clone(),
            kind: PortErrorKind::Invalid,
            hint: None,
            source: None,
        })?;
        let assume = || self.batch.world.assume_role(&role);
        let is_late = |error: &PortError| failure_of(error) == Failure::NotReady;
        assume.retry(PAUSES.into_iter()).when(is_late).await
    }

    /// A request that is not served: a Delete touches nothing and ends well, so that its stack can
    /// go; the others fail.
    async fn refuse(
        &self,
        request: &QueuedRequest,
        envelope: &Envelope,
        member: &Member,
        cause: Message,
    ) -> Result<Handled, AnswerError> {
        if request.kind() != "Delete" {
            return self.fail(envelope, cause).await;
        }
        let id = envelope.physical_id.clone();
        let note = reply::all_stays(cause, &id.to_string(), member.account().as_str());
        self.reply(envelope, Ok(Outcome::deregistered(id, note)))
            .await
    }

    async fn fail(&self, envelope: &Envelope, why: Message) -> Result<Handled, AnswerError> {
        self.reply(envelope, Err(why)).await
    }

    async fn reply(
        &self,
        envelope: &Envelope,
        result: Result<Outcome, Message>,
    ) -> Result<Handled, AnswerError> {
        let deadline = Instant::now() + self.time_left;
        let answered = answer(self.batch.world, envelope, result, deadline).await;
        answered.map(|()| Handled::Answered)
    }

    /// After which pause the request comes again after such a failure. `None`: it is answered.
    fn pause(&self, failure: Failure) -> Option<Duration> {
        let request = self.delivery.request.as_ref().ok()?;
        let now = (self.batch.clock)();
        match request.hour().after(failure, self.delivery.deliveries, now) {
            Next::Later(pause) => Some(pause),
            Next::Answer => None,
        }
    }

    /// Where it fails, the queue's own time is kept.
    async fn put_back(&self, pause: Duration) {
        let put = self.batch.world.change_message_visibility(
            &self.settings.queue,
            &self.delivery.receipt,
            pause,
        );
        if let Err(error) = put.await {
            tracing::warn!(error = chain(&error), "comes back later");
        }
    }
}
