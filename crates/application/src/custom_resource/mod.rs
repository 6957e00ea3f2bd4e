//! A request of a custom resource `Custom::QoveryCredentials`: observed, decided, executed and
//! answered exactly once, whatever happens on the way.

mod address;
mod answer;
mod connect;
mod context;
mod disconnect;
mod envelope;
mod journal;
mod outcome;
mod roll_back;
mod superseded;

use std::{panic::AssertUnwindSafe, time::Duration};

use domain::{
    aws::stack::StackPhase,
    finding::Finding,
    message::Message,
    onboarding::Request,
    organization::{Course, Failure},
    ports::{Answers, KeyAccounts, Secrets, Stacks},
};
use futures_util::FutureExt;
use tokio::time::{Instant, timeout};

use crate::{
    Clock, Error,
    identities::{IdentityWorld, OwnStack},
};

pub use address::is_on_loopback;
pub use answer::{AnswerError, DeliveryError, MAX_ANSWER_BYTES};
pub use envelope::Envelope;

pub(crate) use answer::{answer, answer_in_doubt};
pub(crate) use context::{Again, Comes};
pub(crate) use outcome::Outcome;

use context::RequestContext;
use journal::Journal;

/// Everything outside that a request needs.
pub trait World: IdentityWorld + Secrets + Stacks + Answers + KeyAccounts {}

impl<T: IdentityWorld + Secrets + Stacks + Answers + KeyAccounts> World for T {}

/// Kept back from the deadline for the answer.
const FOR_THE_ANSWER: Duration = Duration::from_secs(2);
/// Kept back for deleting what was created.
const FOR_ROLLING_BACK: Duration = Duration::from_secs(2);

/// A request as it was read, with findings about what was ignored in it, or what is wrong with it.
pub type Read = Result<(Request, Vec<Finding>), Error>;

/// What a request is handled with: where its answer goes, what it asks for, and how long that may
/// take.
#[derive(Debug)]
pub(crate) struct Task<'a, R> {
    /// Where and as what to answer.
    pub(crate) envelope: &'a Envelope,
    /// Reads what is asked for.
    pub(crate) read: R,
    /// What the template says.
    pub(crate) settings: &'a OwnStack,
    /// When the request and its answer have to be done.
    pub(crate) deadline: Instant,
    /// How often it comes.
    pub(crate) comes: Comes,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Handled {
    /// It has its answer.
    Answered,
    /// It has none: it comes again after that pause.
    PutBack(Duration),
    /// It has none, and nobody waits for one.
    Dropped,
}

/// Reads the request, fulfils it and answers it, also where any of this panics. `time_left` is what
/// Lambda leaves for all of it.
///
/// Fails only if the answer did not arrive.
pub async fn handle(
    envelope: &Envelope,
    read: impl FnOnce() -> Read,
    world: &impl World,
    settings: &OwnStack,
    time_left: Duration,
    clock: &impl Clock,
) -> Result<(), AnswerError> {
    let task = Task {
        envelope,
        read,
        settings,
        deadline: Instant::now() + time_left,
        comes: Comes::Once,
    };
    let handled = handle_unless(task, world, clock, |_| Course::Answer);
    handled.await.map(drop)
}

/// The same, where a request that failed may come again: `course` says after which pause, that the
/// failure is its answer, or that nobody waits for one.
pub(crate) async fn handle_unless<R: FnOnce() -> Read>(
    task: Task<'_, R>,
    world: &impl World,
    clock: &impl Clock,
    course: impl FnOnce(Failure) -> Course,
) -> Result<Handled, AnswerError> {
    let Task {
        envelope, deadline, ..
    } = task;
    let journal = Journal::default();
    journal.doubt(task.comes.again().in_doubt);
    let time_left = deadline.saturating_duration_since(Instant::now());
    let work_time = time_left.saturating_sub(FOR_THE_ANSWER + FOR_ROLLING_BACK);
    let context = RequestContext {
        world,
        settings: task.settings,
        journal: &journal,
        clock,
        token: envelope.request_id.parse().ok(),
        time: work_time,
        comes: task.comes,
    };
    let result = attempt(task.read, &context).await;
    let result = result.or_else(|failed| match journal.take_anyway() {
        Some(outcome) => Ok(outcome.although(failed.0)),
        None => Err(failed),
    });
    match result {
        Err((message, failure)) => {
            let message = context.roll_back(message, FOR_ROLLING_BACK).await;
            if let Some(handled) = unanswered(course(failure), envelope, &message) {
                return Ok(handled);
            }
            if journal.is_in_doubt() {
                Box::pin(answer_in_doubt(world, envelope, message, deadline)).await
            } else {
                Box::pin(answer(world, envelope, Err(message), deadline)).await
            }
        }
        Ok(outcome) => Box::pin(answer_and_ask(&context, envelope, outcome, deadline)).await,
    }
    .map(|()| Handled::Answered)
}

/// What becomes of a request that failed and is not answered. `None`: its failure is its answer.
fn unanswered(course: Course, envelope: &Envelope, failed: &Message) -> Option<Handled> {
    let (stack, reason) = (&envelope.stack_id, || failed.render(1024));
    match course {
        Course::GoOn | Course::Answer => None,
        Course::PutBack(pause) => {
            let seconds = pause.as_secs();
            tracing::info!(stack, seconds, reason = reason(), "putting back");
            Some(Handled::PutBack(pause))
        }
        Course::Drop => {
            tracing::warn!(stack, reason = reason(), "dropped: nobody waits");
            Some(Handled::Dropped)
        }
    }
}

/// Fulfils the request, in its time and whatever happens. A failure comes with its kind.
async fn attempt(
    read: impl FnOnce() -> Read,
    context: &RequestContext<'_, impl World, impl Clock>,
) -> Result<Outcome, (Message, Failure)> {
    let journal = context.journal;
    // Boxed: the state of all calls below is large, and most of it is never used at once.
    let work = AssertUnwindSafe(Box::pin(fulfil(read, context))).catch_unwind();
    match timeout(context.time, work).await {
        Ok(Ok(result)) => result.map_err(|error| (error.message(), error.failure())),
        Ok(Err(_panic)) => Err((
            journal
                .aborted("failed: an internal error")
                .hint("report this with the function's log: it is a bug"),
            Failure::Final,
        )),
        Err(_elapsed) => Err((
            journal
                .aborted("ran out of time")
                .hint("try again; if it happens again, look for what does not answer"),
            Failure::Unavailable,
        )),
    }
}

/// Answers, and asks beside that whether `CloudFormation` has given the request up: what was created
/// goes again then.
async fn answer_and_ask(
    context: &RequestContext<'_, impl World, impl Clock>,
    envelope: &Envelope,
    outcome: Outcome,
    deadline: Instant,
) -> Result<(), AnswerError> {
    let answer = answer(context.world, envelope, Ok(outcome), deadline);
    if !context.journal.has_created() {
        return answer.await;
    }
    let ask = AssertUnwindSafe(context.is_given_up()).catch_unwind();
    let (answered, is_given_up) = tokio::join!(answer, timeout(FOR_THE_ANSWER, ask));
    if matches!(is_given_up, Ok(Ok(true))) {
        let message = Error::Overtaken.message();
        let message = context.roll_back(message, FOR_ROLLING_BACK).await;
        tracing::warn!(
            message = message.render(1024),
            "what was created is deleted"
        );
    }
    answered
}

async fn fulfil(
    read: impl FnOnce() -> Read,
    context: &RequestContext<'_, impl World, impl Clock>,
) -> Result<Outcome, Error> {
    let (request, ignored) = read()?;
    let outcome = match &request {
        Request::Create(properties) => connect::create(context, properties).await?,
        Request::Update {
            physical_id,
            properties,
            old,
        } => match context.settled_phase().await {
            Some(StackPhase::RollingBackUpdate) => {
                roll_back::restore(context, physical_id, properties, old.as_deref()).await?
            }
            _ => connect::update(context, physical_id, properties, old.as_deref()).await?,
        },
        Request::Delete {
            physical_id,
            properties,
        } => disconnect::disconnect(context, physical_id, properties).await?,
    };
    Ok(outcome.warn(&ignored))
}
