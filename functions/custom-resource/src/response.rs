//! Out: one answer, at most 4,096 bytes, until it has arrived.

use std::{collections::BTreeMap, fmt, time::Duration};

use domain::{
    finding::Finding,
    message::{Message, chain},
    onboarding::Facts,
    physical_id::PhysicalId,
    ports::Answers,
    properties::{Method, Properties},
    trust::TrustVerdict,
};
use lambda_runtime::Diagnostic;
use serde::Serialize;
use tokio::time::{sleep, timeout};

use crate::request::Envelope;

/// `CloudFormation` takes no longer answer. Source: its user guide, "Custom resource response
/// objects".
pub const MAX_ANSWER_BYTES: usize = 4096;

/// The longest value of an attribute; the rest of the answer has to fit beside it.
const MAX_ATTRIBUTE_BYTES: usize = 1024;

/// A `PUT` of four kilobytes takes far less.
const FOR_ONE_TRY: Duration = Duration::from_secs(4);
/// After each try. Lambda's deadline may end them earlier.
const PAUSES: [Duration; 5] = [
    Duration::from_millis(100),
    Duration::from_millis(200),
    Duration::from_millis(400),
    Duration::from_millis(800),
    Duration::ZERO,
];

/// Why no answer arrived.
#[derive(Debug)]
pub enum AnswerError {
    /// The event names no `ResponseURL`.
    NoResponseUrl,
    /// The `PUT` failed each time.
    NotDelivered(String),
}

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoResponseUrl => {
                f.write_str("the event names no `ResponseURL`: nobody can be answered")
            }
            Self::NotDelivered(why) => write!(f, "the answer did not arrive: {why}"),
        }
    }
}

impl std::error::Error for AnswerError {}

impl From<AnswerError> for Diagnostic {
    fn from(silence: AnswerError) -> Self {
        Self {
            error_type: match &silence {
                AnswerError::NoResponseUrl => "NoResponseUrl",
                AnswerError::NotDelivered(_) => "NotDelivered",
            }
            .to_owned(),
            error_message: silence.to_string(),
        }
    }
}

/// What was done.
#[derive(Debug)]
pub(crate) struct Outcome {
    physical_id: PhysicalId,
    attributes: BTreeMap<&'static str, String>,
    note: Message,
}

impl Outcome {
    /// The credentials are what was asked for.
    pub(crate) fn registered(
        physical_id: PhysicalId,
        properties: &Properties,
        facts: &Facts,
        verdict: Option<&TrustVerdict>,
    ) -> Self {
        let PhysicalId::Registered { credentials, .. } = &physical_id else {
            return Self::deregistered(physical_id, "");
        };
        let mut attributes = BTreeMap::from([
            ("CredentialsId", credentials.to_string()),
            ("AccountId", facts.account.to_string()),
        ]);
        if let Method::AssumeRole(role) = &properties.method {
            let principals: Vec<String> = role
                .trust
                .principals
                .iter()
                .map(ToString::to_string)
                .collect();
            attributes.insert("RoleArn", role.trust.role.to_string());
            attributes.insert("TrustedPrincipals", shortened(&principals.join(",")));
        }
        if let Some(verdict) = verdict {
            let word = if verdict.is_trusted() {
                "trusted"
            } else {
                "untrusted"
            };
            attributes.insert("Verdict", word.to_owned());
        }
        Self {
            physical_id,
            attributes,
            note: Message::new("connected"),
        }
    }

    /// Nothing of this stack's is left at Qovery.
    pub(crate) fn deregistered(physical_id: PhysicalId, why: &str) -> Self {
        Self::skipped_with_note(physical_id, &Message::new(why))
    }

    /// The stack may go, though not everything could be put in order.
    pub(crate) fn skipped_with_note(physical_id: PhysicalId, note: &Message) -> Self {
        Self {
            physical_id,
            attributes: BTreeMap::new(),
            note: note.clone(),
        }
    }

    /// The same with findings that did not stop it.
    pub(crate) fn warn(mut self, findings: &[Finding]) -> Self {
        self.note.add_findings(findings);
        self
    }
}

fn shortened(text: &str) -> String {
    text[..text.floor_char_boundary(MAX_ATTRIBUTE_BYTES)].to_owned()
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

/// Sends the one answer and logs it.
pub(crate) async fn answer(
    answers: &impl Answers,
    envelope: &Envelope,
    result: Result<Outcome, Message>,
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
    log(status, &physical_id, verdict, &note);
    let body = Body {
        status,
        reason: String::new(),
        physical_resource_id: physical_id.to_string(),
        stack_id: &envelope.stack_id,
        request_id: &envelope.request_id,
        logical_resource_id: &envelope.logical_resource_id,
        data,
    };
    deliver(answers, envelope, fit(body, &note)).await
}

/// The longest reason that fits, measured as JSON: escapes take up to six bytes a character.
fn fit(mut body: Body<'_>, note: &Message) -> String {
    let mut budget = MAX_ANSWER_BYTES;
    loop {
        body.reason = note.render(budget);
        // Strings in a map: nothing that could fail to become JSON.
        let json = serde_json::to_string(&body).unwrap_or_default();
        let excess = json.len().saturating_sub(MAX_ANSWER_BYTES);
        if excess == 0 || budget == 0 {
            return json;
        }
        budget = budget
            .min(body.reason.len())
            .saturating_sub(excess.div_ceil(6));
    }
}

/// Tries again and again: without an answer the stack waits in vain.
async fn deliver(
    answers: &impl Answers,
    envelope: &Envelope,
    body: String,
) -> Result<(), AnswerError> {
    let mut last = "nothing was sent".to_owned();
    for pause in PAUSES {
        let put = answers.put_answer(&envelope.response_url, body.clone());
        last = match timeout(FOR_ONE_TRY, put).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) => chain(&error),
            Err(_elapsed) => "it took too long".to_owned(),
        };
        tracing::warn!(error = last, "the answer did not arrive");
        sleep(pause).await;
    }
    Err(AnswerError::NotDelivered(last))
}

fn log(status: &str, physical_id: &PhysicalId, verdict: Option<&str>, note: &Message) {
    let reason = note.render(MAX_ANSWER_BYTES);
    if status == "SUCCESS" && note.details.is_empty() {
        tracing::info!(status, %physical_id, verdict, reason, "answering");
    } else {
        tracing::warn!(status, %physical_id, verdict, reason, "answering");
    }
}
