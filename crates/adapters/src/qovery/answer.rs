//! What Qovery said when it did not do what was asked.

use std::error::Error;

use domain::{
    port_error::{PortError, PortErrorKind},
    qovery::Access,
};
use serde_json::Value;
use thiserror::Error;

use crate::http::{HttpError, Reply};

/// What was asked, for the error's sake.
pub(super) struct Target<'a> {
    pub(super) operation: &'static str,
    pub(super) resource: &'a str,
}

/// Qovery's own words with its status.
#[derive(Debug, Error)]
#[error("Qovery answered {status}: {message}")]
struct Answer {
    status: u16,
    message: String,
}

/// An answer outside 2xx.
///
/// What went out in the request must not come back in the message.
pub(super) fn refused(
    target: &Target<'_>,
    at: &Access,
    reply: &Reply,
    sent_secrets: &[&str],
) -> PortError {
    let kind = kind(reply);
    let redact = |text: String, secret: &&str| text.replace(secret, "[redacted]");
    PortError {
        operation: target.operation,
        resource: target.resource.to_owned(),
        kind,
        hint: hint(kind, at, target),
        source: Some(Box::new(Answer {
            status: reply.status,
            message: sent_secrets.iter().fold(message(&reply.body), redact),
        })),
    }
}

/// No answer: it may have happened all the same.
pub(super) fn unanswered(target: &Target<'_>, error: HttpError) -> PortError {
    PortError {
        operation: target.operation,
        resource: target.resource.to_owned(),
        kind: match error {
            HttpError::Request => PortErrorKind::Invalid,
            _ => PortErrorKind::Unanswered,
        },
        hint: Some(
            "check the parameter `QoveryApiUrl` and that Qovery is reachable, then try again"
                .to_owned(),
        ),
        source: Some(Box::new(error)),
    }
}

/// A 2xx whose body is not what the specification says.
pub(super) fn unreadable(
    target: &Target<'_>,
    error: impl Error + Send + Sync + 'static,
) -> PortError {
    PortError {
        operation: target.operation,
        resource: target.resource.to_owned(),
        kind: PortErrorKind::Other,
        hint: Some(
            "check that the parameter `QoveryApiUrl` is Qovery's API and not its console"
                .to_owned(),
        ),
        source: Some(Box::new(error)),
    }
}

fn kind(reply: &Reply) -> PortErrorKind {
    match reply.status {
        401 => PortErrorKind::Unauthenticated,
        403 => PortErrorKind::AccessDenied,
        404 => PortErrorKind::NotFound,
        409 => PortErrorKind::Conflict,
        429 => PortErrorKind::Throttled(reply.retry_after),
        500..=599 => PortErrorKind::Unavailable,
        _ => PortErrorKind::Invalid,
    }
}

fn hint(kind: PortErrorKind, at: &Access, target: &Target<'_>) -> Option<String> {
    match kind {
        PortErrorKind::Unauthenticated => Some(format!(
            "put a valid API token of organization {} into the secret that `QoveryApiTokenSecretArn` names",
            at.organization
        )),
        PortErrorKind::AccessDenied => Some(format!(
            "give the API token the right to manage the credentials of organization {}",
            at.organization
        )),
        PortErrorKind::NotFound if target.resource == at.organization.as_str() => Some(
            "check the parameter `QoveryOrganizationId`: the API token's organization has it in the console's address".to_owned(),
        ),
        PortErrorKind::Throttled(_) | PortErrorKind::Unavailable => {
            Some("try again in some minutes".to_owned())
        }
        _ => None,
    }
}

/// The message of a JSON body, the title of an HTML page, or the text as it is.
fn message(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    if text.is_empty() {
        return "no message".to_owned();
    }
    if let Ok(Value::Object(object)) = serde_json::from_str(text) {
        let said = ["message", "detail", "error", "title"]
            .iter()
            .find_map(|key| object.get(*key)?.as_str());
        return said.unwrap_or(text).to_owned();
    }
    if text.starts_with('<') {
        let title = text
            .split_once("<title>")
            .and_then(|(_, rest)| rest.split_once("</title>"));
        return match title {
            Some((title, _)) => format!("an HTML page titled `{}`", title.trim()),
            None => "an HTML page".to_owned(),
        };
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_found_in_whatever_comes() {
        for (body, expected) in [
            (
                r#"{"status":400,"message":"name is required"}"#,
                "name is required",
            ),
            (r#"{"code":7}"#, r#"{"code":7}"#),
            (
                "<html><title> 502 Bad Gateway </title></html>",
                "an HTML page titled `502 Bad Gateway`",
            ),
            ("<p>", "an HTML page"),
            ("  ", "no message"),
            ("upstream reset", "upstream reset"),
        ] {
            assert_eq!(message(body.as_bytes()), expected);
        }
    }
}
