//! The custom resource `Custom::QoveryCredentials`.
//!
//! Every request is answered exactly once, before the deadline, whatever happens on the way.

mod context;
mod execute;
mod journal;
mod observe;
mod request;
mod response;

use std::{panic::AssertUnwindSafe, time::Duration};

use domain::{
    message::Message,
    onboarding::{self, Request},
    ports::{Answers, CallerIdentity, Roles},
    properties::Properties,
};
use futures_util::FutureExt;
use rotation::Clock;
use serde_json::Value;
use tokio::time::{sleep, timeout};

use context::RequestContext;
use journal::Journal;
use request::Envelope;
use response::Outcome;

pub use response::{AnswerError, MAX_ANSWER_BYTES};

/// Everything outside that this function acts on: what keys need, and its own.
pub trait World: rotation::World + Roles + CallerIdentity + Answers {}

impl<T: rotation::World + Roles + CallerIdentity + Answers> World for T {}

/// Kept back from the deadline for the answer.
const FOR_THE_ANSWER: Duration = Duration::from_secs(2);
/// Kept back for taking back what was made.
const FOR_TAKING_BACK: Duration = Duration::from_secs(2);
/// IAM shows a change after seconds: how long to wait between looks, until a "no" is final.
const PAUSES: [Duration; 5] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(3),
    Duration::from_secs(4),
    Duration::from_secs(5),
];

/// Answers one request of `CloudFormation`. `time_left` is what Lambda leaves for it.
///
/// Fails only if the answer did not arrive.
pub async fn handle(
    event: Value,
    world: &impl World,
    time_left: Duration,
    clock: &impl Clock,
) -> Result<(), AnswerError> {
    let envelope = Envelope::read(&event)?;
    let journal = Journal::default();
    let job = RequestContext {
        world,
        journal: &journal,
        clock,
        token: envelope.request_id.parse().ok(),
    };
    let work_time = time_left.saturating_sub(FOR_THE_ANSWER + FOR_TAKING_BACK);
    // Boxed: the state of all calls below is large, and most of it is never used at once.
    let work = AssertUnwindSafe(Box::pin(fulfil(event, &job))).catch_unwind();
    let result = match timeout(work_time, work).await {
        Ok(Ok(result)) => result,
        Ok(Err(_panic)) => Err(journal
            .aborted("failed by a fault of its own")
            .hint("report this with the function's log: it is a bug")),
        Err(_elapsed) => Err(journal
            .aborted("ran out of time")
            .hint("try again; if it happens again, look for what does not answer")),
    };
    let result = match result {
        Ok(outcome) => Ok(outcome),
        Err(report) => Err(execute::roll_back(world, &journal, report, FOR_TAKING_BACK).await),
    };
    response::answer(world, &envelope, result).await
}

async fn fulfil(
    event: Value,
    job: &RequestContext<'_, impl World, impl Clock>,
) -> Result<Outcome, Message> {
    let (request, ignored) = request::parse(event)?;
    let outcome = match &request {
        Request::Create(properties) | Request::Update { properties, .. } => {
            connect(job, &request, properties).await?
        }
        Request::Delete {
            physical_id,
            properties,
        } => execute::disconnect(job, physical_id, properties).await?,
    };
    Ok(outcome.warn(&ignored))
}

/// Looks, decides, acts; looks again while IAM may only be late.
async fn connect(
    job: &RequestContext<'_, impl World, impl Clock>,
    request: &Request,
    properties: &Properties,
) -> Result<Outcome, Message> {
    let mut pauses = PAUSES.into_iter();
    loop {
        let (access, facts) = observe::observe(job, request, properties).await?;
        let decision = match request {
            Request::Update {
                physical_id, old, ..
            } => onboarding::decide_update(physical_id, properties, old.as_deref(), &facts),
            _ => onboarding::decide_create(properties, &facts),
        };
        let refusal = match decision {
            Ok(plan) => {
                let old = request.old();
                return execute::connect(job, &access, properties, old, &facts, plan).await;
            }
            Err(refusal) => refusal,
        };
        match pauses.next().filter(|_| refusal.may_settle) {
            Some(pause) => {
                job.journal
                    .under_way("waiting for IAM to show what the stack has just made");
                sleep(pause).await;
            }
            None => return Err(Message::of_findings("refused", &refusal.findings)),
        }
    }
}
