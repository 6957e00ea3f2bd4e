//! A request of a custom resource `Custom::QoveryCredentials`: observed, decided, executed and
//! answered exactly once, whatever happens on the way.

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
    onboarding::Request,
    ports::{Answers, KeyAccounts, Secrets, Stacks},
};
use futures_util::FutureExt;
use tokio::time::{Instant, timeout};

use crate::{
    Clock, Error,
    identities::{IdentityWorld, OwnStack},
};

pub use answer::{AnswerError, DeliveryError, MAX_ANSWER_BYTES};
use context::RequestContext;
pub use envelope::Envelope;
use journal::Journal;
use outcome::Outcome;

/// Everything outside that a request needs.
pub trait World: IdentityWorld + Secrets + Stacks + Answers + KeyAccounts {}

impl<T: IdentityWorld + Secrets + Stacks + Answers + KeyAccounts> World for T {}

/// Kept back from the deadline for the answer.
const FOR_THE_ANSWER: Duration = Duration::from_secs(2);
/// Kept back for deleting what was created.
const FOR_ROLLING_BACK: Duration = Duration::from_secs(2);

/// IAM shows a change after seconds, the function's own policy included: pauses between looks, half
/// a minute in all, until a "no" is final.
const PAUSES: [Duration; 7] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(3),
    Duration::from_secs(4),
    Duration::from_secs(6),
    Duration::from_secs(8),
    Duration::from_secs(10),
];

/// A request as it was read, with findings about what was ignored in it, or what is wrong with it.
pub type Read = Result<(Request, Vec<Finding>), Error>;

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
    let deadline = Instant::now() + time_left;
    let journal = Journal::default();
    let work_time = time_left.saturating_sub(FOR_THE_ANSWER + FOR_ROLLING_BACK);
    let context = RequestContext {
        world,
        settings,
        journal: &journal,
        clock,
        token: envelope.request_id.parse().ok(),
        time: work_time,
    };
    // Boxed: the state of all calls below is large, and most of it is never used at once.
    let work = AssertUnwindSafe(Box::pin(fulfil(read, &context))).catch_unwind();
    let result = match timeout(work_time, work).await {
        Ok(Ok(result)) => result.map_err(|error| error.message()),
        Ok(Err(_panic)) => Err(journal
            .aborted("failed: an internal error")
            .hint("report this with the function's log: it is a bug")),
        Err(_elapsed) => Err(journal
            .aborted("ran out of time")
            .hint("try again; if it happens again, look for what does not answer")),
    };
    let result = result.or_else(|message| match journal.take_anyway() {
        Some(outcome) => Ok(outcome.although(message)),
        None => Err(message),
    });
    match result {
        Err(message) => {
            let message = context.roll_back(message, FOR_ROLLING_BACK).await;
            Box::pin(answer::answer(world, envelope, Err(message), deadline)).await
        }
        Ok(outcome) => Box::pin(answer_and_ask(&context, envelope, outcome, deadline)).await,
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
    let answer = answer::answer(context.world, envelope, Ok(outcome), deadline);
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
        } => match context.phase().await {
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
