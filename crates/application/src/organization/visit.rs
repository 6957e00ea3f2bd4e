//! One request in its account.

use std::{sync::Arc, time::Duration};

use domain::{
    aws::stack::StackStatus,
    message::Message,
    organization::{Course, Failure, Member, RequestKind},
    port_error::{PortError, PortErrorKind},
    ports::Stacks,
    qovery::CredentialsValues,
};
use tokio::time::{Instant, timeout_at};

use super::{
    HubWorld,
    asked::{self, Asked},
    hub_side::HubSide,
    incoming::Incoming,
    member_world::MemberWorld,
    one::One,
    reply,
};
use crate::{
    Clock, Error,
    custom_resource::{Again, AnswerError, Comes, Handled, Outcome, Task, handle_unless},
    error::failure_of,
    identities::OwnStack,
};

/// Kept back from the time to get in and to ask what `CloudFormation` does.
const FOR_AN_ANSWER: Duration = Duration::from_secs(5);

impl<W: HubWorld, C: Clock> One<'_, W, C> {
    /// Goes into the account, asks what `CloudFormation` does there, and serves what it waits for.
    pub(super) async fn visit(&self, incoming: &Incoming<'_>) -> Result<Handled, AnswerError> {
        let account = match self.enter(&incoming.member).await {
            Ok(account) => account,
            Err(error) => return self.outside(incoming, &error).await,
        };
        let status = self.look(account.as_ref(), &incoming.member).await;
        if status.is_none() {
            return self.unseen(incoming).await;
        }
        if let Some(handled) = self.stopped(incoming, status).await? {
            return Ok(handled);
        }
        let asked = match asked::read(self.batch.settings, incoming, status) {
            Ok(asked) => asked,
            Err(cause) if incoming.delivered.kind == RequestKind::Delete => {
                return self.leave(incoming, cause).await;
            }
            Err(refused) => return self.refuse(incoming, status, refused).await,
        };
        self.batch.open(self.scope, self.for_a_look()).await;
        let away = self.batch.failure().map(|failure| {
            let now = (self.batch.clock)();
            incoming
                .delivered
                .course_without_qovery(status, failure, now)
        });
        match away {
            Some(Course::PutBack(pause)) => Ok(Handled::PutBack(pause)),
            // The attempt says in which words it fails.
            _ => {
                self.attempt(incoming, status, asked, account.as_ref())
                    .await
            }
        }
    }

    async fn attempt(
        &self,
        incoming: &Incoming<'_>,
        status: Option<StackStatus>,
        asked: Asked,
        account: &W::Account,
    ) -> Result<Handled, AnswerError> {
        let stack = OwnStack {
            id: incoming.member.stack().clone(),
            permissions: asked.permissions,
            grace: self.batch.settings.grace,
        };
        let world = MemberWorld::new(HubSide::new(self.batch, self.has_written), account);
        // What IAM does not show is looked for next time, where there is one.
        let without_iam = self.course_after(incoming, Failure::NotReady);
        let without_qovery = self.taking_back(incoming, status);
        let task = Task {
            envelope: &incoming.envelope,
            read: || Ok((asked.request, asked.ignored)),
            settings: &stack,
            deadline: self.deadline,
            comes: Comes::Again(Again {
                in_doubt: incoming.delivered.may_have_registered(),
                awaits_iam: matches!(without_iam, Course::PutBack(_)),
                awaits_qovery: matches!(without_qovery, Course::PutBack(_)),
            }),
        };
        let course = |failure| match (failure, self.course_after(incoming, failure)) {
            (Failure::NotReady, _) => without_iam,
            (Failure::Unavailable | Failure::Throttled(_), Course::Answer) => without_qovery,
            (_, course) => course,
        };
        handle_unless(task, &world, self.batch.clock, course).await
    }

    /// The course of a deletion that takes back a Create and waits for Qovery. Else it is answered.
    fn taking_back(&self, incoming: &Incoming<'_>, status: Option<StackStatus>) -> Course {
        let (delivered, now) = (incoming.delivered, (self.batch.clock)());
        match delivered.kind {
            RequestKind::Create | RequestKind::Update => Course::Answer,
            RequestKind::Delete => {
                delivered.course_without_qovery(status, Failure::Unavailable, now)
            }
        }
    }

    /// What becomes of a request where the hub is not let in. A deletion touches nothing and ends
    /// well, so that its stack can go.
    async fn outside(
        &self,
        incoming: &Incoming<'_>,
        error: &PortError,
    ) -> Result<Handled, AnswerError> {
        if let Course::PutBack(pause) = self.course_after(incoming, failure_of(error)) {
            return Ok(Handled::PutBack(pause));
        }
        let why = reply::unreachable(error, &self.batch.settings.reader_role);
        match incoming.delivered.kind {
            RequestKind::Create => self.fail(incoming, why).await,
            RequestKind::Update => self.end_update(incoming, why).await,
            RequestKind::Delete => self.leave(incoming, why).await,
        }
    }

    /// What becomes of a request where it is not known what `CloudFormation` does: nothing is done.
    async fn unseen(&self, incoming: &Incoming<'_>) -> Result<Handled, AnswerError> {
        if let Course::PutBack(pause) = self.course_after(incoming, Failure::Unavailable) {
            return Ok(Handled::PutBack(pause));
        }
        let why = Error::UnknownPhase.message();
        match incoming.delivered.kind {
            RequestKind::Update => self.end_update(incoming, why).await,
            RequestKind::Create | RequestKind::Delete => self.fail(incoming, why).await,
        }
    }

    /// Ends an Update of which nobody can say whether it is a roll-back: well, if it has nothing to
    /// write.
    async fn end_update(
        &self,
        incoming: &Incoming<'_>,
        why: Message,
    ) -> Result<Handled, AnswerError> {
        if !self.is_registered(incoming).await {
            return self.fail(incoming, why).await;
        }
        let note = "nothing was verified, and nothing was changed at Qovery";
        let outcome = reply::unchanged(incoming, &self.batch.settings.hub, note, why);
        self.reply(&incoming.envelope, Ok(outcome)).await
    }

    /// Whether the role of an Update is the one that was registered before it.
    async fn is_registered(&self, incoming: &Incoming<'_>) -> bool {
        let new = asked::properties(incoming.request);
        let old = asked::old_properties(incoming.request);
        let role = asked::role(&new);
        if role == asked::role(&old) {
            return true;
        }
        self.batch.open(self.scope, self.for_a_look()).await;
        let listed = self.batch.credentials().and_then(Result::ok);
        let id = incoming.envelope.physical_id.credentials();
        listed.is_some_and(|listed| {
            let mut entries = listed.entries.iter().map(|linked| &linked.credentials);
            let shown = entries.find(|shown| Some(&shown.id) == id);
            shown.is_some_and(|shown| shown.values == CredentialsValues::Role(role.to_owned()))
        })
    }

    /// Ends a deletion that touches nothing.
    async fn leave(&self, incoming: &Incoming<'_>, cause: Message) -> Result<Handled, AnswerError> {
        let id = incoming.envelope.physical_id.clone();
        let note = reply::all_stays(cause, &id.to_string(), incoming.member.account().as_str());
        let outcome = Outcome::deregistered(id, note);
        self.reply(&incoming.envelope, Ok(outcome)).await
    }

    /// A session in the member's account.
    async fn enter(&self, member: &Member) -> Result<Arc<W::Account>, PortError> {
        let failed = |kind| PortError {
            operation: "sts:AssumeRole",
            resource: self.batch.settings.reader_role.clone(),
            kind,
            hint: None,
            source: None,
        };
        let role = member.role(&self.batch.settings.reader_role);
        let role = role.ok_or_else(|| failed(PortErrorKind::Invalid))?;
        let entered = timeout_at(self.for_a_look(), self.batch.world.assume_role(&role)).await;
        entered.unwrap_or_else(|_elapsed| Err(failed(PortErrorKind::Unanswered)))
    }

    /// The status of the member's stack. `None` means that `CloudFormation` did not say it, or said
    /// one that this code does not know.
    async fn look(&self, account: &W::Account, member: &Member) -> Option<StackStatus> {
        let described = account.describe_stack(member.stack());
        let described = timeout_at(self.for_a_look(), described).await;
        described.ok()?.ok()?.status
    }

    fn for_a_look(&self) -> Instant {
        let until = self.deadline.checked_sub(FOR_AN_ANSWER);
        until.unwrap_or(self.deadline)
    }

    fn course_after(&self, incoming: &Incoming<'_>, failure: Failure) -> Course {
        incoming
            .delivered
            .course_after(failure, (self.batch.clock)())
    }
}
