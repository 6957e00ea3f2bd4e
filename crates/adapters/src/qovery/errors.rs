//! Errors of Qovery's API: its own refusals, answers of something else, and answers of another form.

use std::{error::Error, time::Duration};

use domain::port_error::{PortError, PortErrorKind};
use thiserror::Error;

use super::{call::QoveryCall, form::FormError, message, pause};
use crate::{
    clock,
    http::{HttpError, HttpResponse},
};

/// The most bytes of an error that are read.
const ERROR_LIMIT: usize = 64 << 10;

/// Qovery's own words with its status.
#[derive(Debug, Error)]
#[error("Qovery answered {status}: {message}")]
struct Answer {
    status: u16,
    message: String,
}

/// An answer that is not Qovery's: a proxy's or a firewall's.
#[derive(Debug, Error)]
#[error("something answered {status} with {what}, which is not Qovery's JSON")]
struct ForeignAnswer {
    status: u16,
    what: &'static str,
}

/// Everything but a 2xx.
pub(super) async fn refusal(
    call: &QoveryCall<'_>,
    response: HttpResponse,
    sent_secrets: &[&str],
) -> PortError {
    let (status, now) = (response.status, clock::now());
    let pause = pause::pause(|name| response.header(name), now);
    let body = response.body.read_start(ERROR_LIMIT).await;
    let message = message::read(&body);
    let kind = kind(call, status, message.as_deref(), body.is_empty(), pause);
    let hint = match kind {
        PortErrorKind::Throttled(pause) => Some(pause::hint(pause, now)),
        _ => hint(call, status, kind, message.is_some()),
    };
    let source: Box<dyn Error + Send + Sync> = match message {
        Some(message) => Box::new(Answer {
            status,
            message: message::shown(&message, sent_secrets),
        }),
        None => Box::new(ForeignAnswer {
            status,
            what: what(&body),
        }),
    };
    port_error(call, kind, hint, source)
}

/// No answer, or none to its end.
pub(super) fn no_answer(call: &QoveryCall<'_>, error: HttpError) -> PortError {
    let kind = match error {
        HttpError::Request(_) => PortErrorKind::Invalid,
        HttpError::TooLarge { .. } => unusable(call),
        _ => PortErrorKind::Unanswered,
    };
    let hint = match error {
        HttpError::TooLarge { .. } => is_it_qovery(call),
        _ => format!(
            "check that this function reaches {}, then try again",
            call.at.url
        ),
    };
    port_error(call, kind, Some(hint), Box::new(error))
}

/// A 2xx of another form.
pub(super) fn not_as_published(call: &QoveryCall<'_>, error: FormError) -> PortError {
    let kind = match error {
        FormError::NotJson(_) => PortErrorKind::Unavailable,
        FormError::Data(_) | FormError::Published(_) => unusable(call),
    };
    port_error(call, kind, Some(is_it_qovery(call)), Box::new(error))
}

/// The hint for an answer that cannot be Qovery's.
fn is_it_qovery(call: &QoveryCall<'_>) -> String {
    format!(
        "check that {} is Qovery's API: the secret with the API token says where it is",
        call.at.url
    )
}

/// The kind of a 2xx that cannot be read. A write may have happened: the caller must look.
fn unusable(call: &QoveryCall<'_>) -> PortErrorKind {
    if call.is_write() {
        PortErrorKind::Unanswered
    } else {
        PortErrorKind::Other
    }
}

/// Qovery answers 404, 403, or 400 with "exist" in `detail`, for one thing that is not there; its
/// own clients take all three for that. Only its own JSON says so: a proxy's page proves nothing.
fn kind(
    call: &QoveryCall<'_>,
    status: u16,
    message: Option<&str>,
    is_empty: bool,
    pause: Option<Duration>,
) -> PortErrorKind {
    let says_missing = message.is_some_and(|text| {
        let text = text.to_lowercase();
        text.contains("exist") && !text.contains("already exist")
    });
    match status {
        429 => PortErrorKind::Throttled(pause),
        401 if message.is_some() || is_empty => PortErrorKind::Unauthenticated,
        403 if is_empty => PortErrorKind::AccessDenied,
        300..=399 | 500..=599 => PortErrorKind::Unavailable,
        _ if message.is_none() => PortErrorKind::Unavailable,
        404 => PortErrorKind::NotFound,
        403 if call.is_by_id() => PortErrorKind::NotFound,
        400 if call.is_by_id() && says_missing => PortErrorKind::NotFound,
        402 | 403 => PortErrorKind::AccessDenied,
        409 => PortErrorKind::Conflict,
        _ => PortErrorKind::Invalid,
    }
}

fn hint(
    call: &QoveryCall<'_>,
    status: u16,
    kind: PortErrorKind,
    is_qoverys: bool,
) -> Option<String> {
    let organization = &call.at.organization;
    match kind {
        PortErrorKind::Unauthenticated => Some(format!(
            "store a valid API token of organization {organization} in its secret: this one is unknown, has expired, or has a policy that denies the call"
        )),
        PortErrorKind::AccessDenied if status == 402 => Some(format!(
            "settle the plan of organization {organization} in the Qovery console"
        )),
        PortErrorKind::NotFound if call.is_by_id() => Some(format!(
            "if it is there all the same, give the API token the role Admin or DevOps of organization {organization}: Qovery answers alike for both"
        )),
        PortErrorKind::AccessDenied | PortErrorKind::NotFound => Some(format!(
            "check `QoveryOrganizationId` ({organization}), or give the API token the role Admin or DevOps there: Qovery answers alike for both"
        )),
        PortErrorKind::Unavailable if !is_qoverys && status < 500 => Some(format!(
            "check what stands between this function and {}: a proxy or firewall seems to have answered",
            call.at.url
        )),
        PortErrorKind::Unavailable => Some("try again in some minutes".to_owned()),
        _ => None,
    }
}

fn what(body: &[u8]) -> &'static str {
    match body.trim_ascii_start().first() {
        None => "nothing",
        Some(b'<') => "a page",
        Some(b'{' | b'[') => "JSON",
        Some(_) => "text",
    }
}

fn port_error(
    call: &QoveryCall<'_>,
    kind: PortErrorKind,
    hint: Option<String>,
    source: Box<dyn Error + Send + Sync>,
) -> PortError {
    PortError {
        operation: call.operation,
        resource: call.resource().to_owned(),
        kind,
        hint,
        source: Some(source),
    }
}
