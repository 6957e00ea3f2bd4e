//! The one answer, at most 4,096 bytes, sent until it has arrived.

use std::{collections::BTreeMap, time::Duration};

use backon::Retryable;
use domain::{
    message::{Message, chain},
    physical_id::PhysicalId,
    port_error::PortError,
    ports::Answers,
};
use serde::Serialize;
use thiserror::Error;
use tokio::time::{Instant, error::Elapsed, timeout};

use super::{Envelope, Outcome};

/// `CloudFormation` takes no longer answer. Source: its user guide, "Custom resource response
/// objects".
pub const MAX_ANSWER_BYTES: usize = 4096;

/// A `PUT` of four kilobytes takes far less. Near the deadline a try has half of what is left, so
/// that there is time for another.
const FOR_ONE_TRY: Duration = Duration::from_secs(4);
/// Pauses between the tries. Lambda's deadline may end them earlier.
const PAUSES: [u64; 4] = [100, 200, 400, 800];

/// Why no answer arrived.
#[derive(Debug, Error)]
pub enum AnswerError {
    /// The event names no `ResponseURL`.
    #[error("the event names no `ResponseURL` to answer to")]
    NoResponseUrl,
    /// The event is of another stack than the function's own, or the answer would go elsewhere
    /// than to `CloudFormation`. Nothing was read or written.
    #[error("the event is refused: {0}")]
    Foreign(&'static str),
    /// Each `PUT` failed.
    #[error("the answer did not arrive")]
    NotDelivered(#[source] DeliveryError),
}

/// Why one `PUT` failed.
#[derive(Debug, Error)]
pub enum DeliveryError {
    /// The call failed.
    #[error(transparent)]
    Call(#[from] PortError),
    /// No answer came in time.
    #[error("it took too long")]
    TimedOut(#[from] Elapsed),
}

impl AnswerError {
    /// A fixed name that alarms and searches can rely on.
    #[must_use]
    pub fn error_type(&self) -> &'static str {
        match self {
            Self::NoResponseUrl => "NoResponseUrl",
            Self::Foreign(_) => "ForeignEvent",
            Self::NotDelivered(_) => "NotDelivered",
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    status: &'static str,
    reason: String,
    physical_resource_id: String,
    stack_id: &'a str,
    request_id: &'a str,
    logical_resource_id: &'a str,
    data: BTreeMap<&'static str, String>,
}

/// Sends the one answer and logs it. At `deadline` Lambda ends the function.
pub(crate) async fn answer(
    answers: &impl Answers,
    envelope: &Envelope,
    result: Result<Outcome, Message>,
    deadline: Instant,
) -> Result<(), AnswerError> {
    let (status, physical_id, note, data) = match result {
        Ok(outcome) => (
            "SUCCESS",
            outcome.physical_id,
            outcome.note,
            outcome.attributes,
        ),
        Err(report) => (
            "FAILED",
            envelope.physical_id.clone(),
            report,
            BTreeMap::new(),
        ),
    };
    let verdict = data.get("Verdict").map(String::as_str);
    log(envelope, status, &physical_id, verdict, &note);
    let body = Body {
        status,
        reason: String::new(),
        physical_resource_id: physical_id.to_string(),
        stack_id: &envelope.stack_id,
        request_id: &envelope.request_id,
        logical_resource_id: &envelope.logical_resource_id,
        data,
    };
    deliver(answers, envelope, fit(body, &note), deadline).await
}

/// Sends the answer of a request that failed and may have registered something.
pub(crate) async fn answer_in_doubt(
    answers: &impl Answers,
    envelope: &Envelope,
    mut failed: Message,
    deadline: Instant,
) -> Result<(), AnswerError> {
    let envelope = Envelope {
        physical_id: envelope.physical_id.clone().in_doubt(),
        ..envelope.clone()
    };
    failed.details.push(
        "credentials for what the stack has made may be registered at Qovery; the stack's deletion looks for them"
            .to_owned(),
    );
    answer(answers, &envelope, Err(failed), deadline).await
}

/// The longest reason that fits, measured as JSON: escapes take up to six bytes a character.
fn fit(mut body: Body<'_>, note: &Message) -> String {
    let mut budget = MAX_ANSWER_BYTES;
    loop {
        body.reason = note.render(budget);
        #[expect(clippy::expect_used, reason = "strings in a map always become JSON")]
        let json = serde_json::to_string(&body).expect("an answer becomes JSON");
        let excess = json.len().saturating_sub(MAX_ANSWER_BYTES);
        if excess == 0 || budget == 0 {
            return json;
        }
        budget = budget
            .min(body.reason.len())
            .saturating_sub(excess.div_ceil(6));
    }
}

/// Tries again: without an answer the stack waits until its time is up.
async fn deliver(
    answers: &impl Answers,
    envelope: &Envelope,
    body: String,
    deadline: Instant,
) -> Result<(), AnswerError> {
    let put = || async {
        let put = answers.put_answer(&envelope.response_url, body.clone());
        let left = deadline.saturating_duration_since(Instant::now());
        timeout(FOR_ONE_TRY.min(left / 2), put).await??;
        Ok::<(), DeliveryError>(())
    };
    put.retry(PAUSES.into_iter().map(Duration::from_millis))
        .notify(|error: &DeliveryError, _| {
            tracing::warn!(error = chain(error), "the answer did not arrive");
        })
        .await
        .map_err(AnswerError::NotDelivered)
}

fn log(
    envelope: &Envelope,
    status: &str,
    physical_id: &PhysicalId,
    verdict: Option<&str>,
    note: &Message,
) {
    let (stack, reason) = (&envelope.stack_id, note.render(MAX_ANSWER_BYTES));
    if status == "SUCCESS" && note.details.is_empty() {
        tracing::info!(status, stack, %physical_id, verdict, reason, "answering");
    } else {
        tracing::warn!(status, stack, %physical_id, verdict, reason, "answering");
    }
}
