//! The error of every function: why a request, step or repair was not carried out.

use domain::{
    finding::Finding,
    message::{Message, chain},
    organization::Failure,
    port_error::{PortError, Retry},
    qovery::ApiTokenError,
};
use thiserror::Error;

/// Why a request, step or repair was not carried out. Completed work stays, and the next try goes
/// on from there.
#[derive(Debug, Error)]
pub enum Error {
    /// The event is not a request for a custom resource. Its own words are not repeated.
    #[error("the event is not a Create, Update or Delete of a custom resource")]
    NotARequest,
    /// A decision refused it. The text names what was refused.
    #[error("{0}")]
    Refused(&'static str, Vec<Finding>),
    /// IAM may show only later what the stack has just made. What it shows now would refuse it, or
    /// does not say enough.
    #[error("IAM does not show yet what the stack has made")]
    NotReady(Vec<Finding>),
    /// A call failed. The text names its purpose.
    #[error("{0}")]
    Call(String, #[source] PortError),
    /// The operator's secret holds no token of Qovery's API.
    #[error("could not read Qovery's API token")]
    Token(#[source] ApiTokenError),
    /// The secret cannot be written, so no key was created.
    #[error("the secret cannot be written; no key was created")]
    NotWritable(#[source] PortError),
    /// The new key could not be stored and was deleted.
    #[error("the new key could not be stored and was deleted")]
    NotStored(#[source] PortError),
    /// Qovery took a value and shows another.
    #[error("Qovery took what it was given and shows something else")]
    NotShown,
    /// Qovery's answer was lost, and several credentials match now. Their ids.
    #[error("Qovery's answer was lost, and now it has several such credentials: {0}")]
    Ambiguous(String),
    /// Something holds what a deletion would take away. The stack's physical id, and what it says of
    /// another attempt: only where something could not be seen, that may end better.
    #[error("refused: what this stack has made may be in use")]
    Held(String, Vec<Finding>, Failure),
    /// A deletion under `Revoke` could not take every access away: of which role or user, and why.
    #[error("not all access is revoked; what could be revoked is")]
    NotRevoked(Vec<(String, PortError)>),
    /// What `CloudFormation` is doing with the stack is not known: nothing was taken away.
    #[error("what CloudFormation is doing with the stack is not known; nothing was taken away")]
    UnknownPhase,
    /// `CloudFormation` does not wait for this request any more.
    #[error("CloudFormation has gone on to another request; nothing more was written")]
    Overtaken,
    /// `RequestId` is missing, or is none that could name a secret's version.
    #[error("the event's `RequestId` cannot name a version of the secret; no key was created")]
    NoRequestId,
    /// A decision asked for a key whose secret is not loaded: a bug.
    #[error("internal error: the key's secret is not loaded")]
    NoKey,
    /// A decision asked for a push where nothing is registered: a bug.
    #[error("internal error: there are no credentials to push the key to")]
    NotRegistered,
    /// The decisions did not come to an end: a bug.
    #[error("no decision after {0} actions")]
    Endless(usize),
}

impl Error {
    /// A call that failed while `doing` something: a clause like "could not read the role".
    pub fn call(doing: impl Into<String>) -> impl FnOnce(PortError) -> Self {
        let doing = doing.into();
        move |error| Self::Call(doing, error)
    }

    /// Whether the same request may succeed soon: the other side was busy, or IAM is late.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Call(_, error) => error.may_pass(),
            _ => false,
        }
    }

    /// What the failure says of another attempt.
    #[must_use]
    pub fn failure(&self) -> Failure {
        match self {
            Self::UnknownPhase => Failure::Unavailable,
            Self::Overtaken => Failure::Overtaken,
            Self::NotReady(_) => Failure::NotReady,
            Self::Held(_, _, failure) => *failure,
            Self::Call(_, error) => failure_of(error),
            _ => Failure::Final,
        }
    }

    /// A fixed name that alarms and searches can rely on.
    #[must_use]
    pub fn error_type(&self) -> &'static str {
        match self {
            Self::Refused(..) | Self::NotReady(_) | Self::Held(..) => "Refused",
            Self::NotARequest | Self::NoRequestId => "InvalidEvent",
            Self::UnknownPhase => "UnknownPhase",
            Self::NotRevoked(failed) => failed.first().map_or("Failed", |(_, e)| e.kind.name()),
            Self::Call(_, error) => error.kind.name(),
            Self::Token(_) => "InvalidApiToken",
            Self::NotWritable(_) => "SecretNotWritable",
            Self::NotStored(_) => "KeyNotStored",
            Self::NotShown | Self::Ambiguous(_) => "NotShownByQovery",
            Self::Overtaken => "Overtaken",
            Self::NoKey | Self::NotRegistered | Self::Endless(_) => "Bug",
        }
    }

    /// The message for an operator.
    #[must_use]
    pub fn message(&self) -> Message {
        let message = match self {
            Self::Refused(head, findings) => return Message::of_findings(*head, findings),
            Self::NotReady(findings) => return Message::of_findings(self.to_string(), findings),
            Self::Held(id, findings, _) => return held(self.to_string(), id, findings),
            Self::NotRevoked(failed) => return not_revoked(self.to_string(), failed),
            other => chained(other),
        };
        match self.hint() {
            Some(hint) => message.hint(hint),
            None => message,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Call(_, error) | Self::NotWritable(error) | Self::NotStored(error) => {
                error.hint.clone()
            }
            Self::Token(_) => Some(
                "store a valid token: update `QoveryApiToken`, or write it into the secret that `QoveryApiTokenSecretArn` names, as plain text or as JSON `{\"token\": \"…\"}`"
                    .to_owned(),
            ),
            Self::NotARequest | Self::NoRequestId => Some(
                "CloudFormation invokes this function, as `ServiceToken` of a `Custom::QoveryCredentials`".to_owned(),
            ),
            Self::NotShown => Some("try again in some minutes".to_owned()),
            Self::Ambiguous(_) => Some(
                "delete them in the Qovery console and deploy the stack again".to_owned(),
            ),
            Self::NoKey | Self::NotRegistered | Self::Endless(_) => {
                Some("report this with the function's log: it is a bug".to_owned())
            }
            Self::UnknownPhase => {
                Some("allow `cloudformation:DescribeStacks` on the stack to the function's role, in a member account to the hub's reader, then ask again".to_owned())
            }
            Self::Refused(..)
            | Self::NotReady(_)
            | Self::Held(..)
            | Self::NotRevoked(_)
            | Self::Overtaken => None,
        }
    }
}

/// What a failed call says of another attempt. Of AWS, what is denied or missing may be seconds old.
pub(crate) fn failure_of(error: &PortError) -> Failure {
    let is_late = error.is_not_found() || error.is_denied();
    match error.retry() {
        Retry::Soon(Some(pause)) => Failure::Throttled(pause),
        Retry::Soon(None) => Failure::Unavailable,
        Retry::Never if is_late && error.is_of_aws() => Failure::NotReady,
        Retry::Never => Failure::Final,
    }
}

/// The error's own sentence as the head, its causes as the detail.
fn chained(error: &Error) -> Message {
    match std::error::Error::source(error) {
        Some(source) => Message::of_error(error.to_string(), source),
        None => Message::new(error.to_string()),
    }
}

/// Every identity whose access is left, each with the cause.
fn not_revoked(head: String, failed: &[(String, PortError)]) -> Message {
    let mut message = Message::new(head);
    for (subject, error) in failed {
        message.details.push(format!("{subject}: {}", chain(error)));
        if let Some(hint) = &error.hint {
            message = message.hint(hint);
        }
    }
    message
}

/// The message of a refused deletion: after what lets go, the two ways on. An update is none.
fn held(head: String, physical_id: &str, findings: &[Finding]) -> Message {
    Message::of_findings(head, findings)
        .hint("then delete the stack again, if its function is still there")
        .hint(format!(
            "or end the stack and keep the access: aws cloudformation delete-stack --stack-name <name> --retain-resources QoveryCredentials (registered as {physical_id}); what is left then is deleted with aws iam, when nothing uses it"
        ))
}
