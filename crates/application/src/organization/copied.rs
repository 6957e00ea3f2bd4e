//! One failed call as several requests are told of it.

use domain::{
    message::chain,
    port_error::{PortError, PortErrorKind},
};
use tokio::time::{Instant, timeout_at};

/// What a failed call said.
#[derive(Debug, Clone)]
pub(super) struct Copied {
    operation: &'static str,
    resource: String,
    kind: PortErrorKind,
    hint: Option<String>,
    said: Option<String>,
}

impl From<PortError> for Copied {
    fn from(error: PortError) -> Self {
        let said = std::error::Error::source(&error).map(chain);
        Self {
            operation: error.operation,
            resource: error.resource,
            kind: error.kind,
            hint: error.hint,
            said,
        }
    }
}

impl From<&Copied> for PortError {
    fn from(copied: &Copied) -> Self {
        let Copied {
            operation,
            resource,
            kind,
            hint,
            said,
        } = copied.clone();
        Self {
            operation,
            resource,
            kind,
            hint,
            source: said.map(Into::into),
        }
    }
}

/// What the call says, or that it said nothing in time.
pub(super) async fn within<T>(
    until: Instant,
    operation: &'static str,
    call: impl Future<Output = Result<T, PortError>>,
) -> Result<T, Copied> {
    let answered = timeout_at(until, call).await.unwrap_or_else(|_elapsed| {
        Err(PortError {
            operation,
            resource: "the hub's organization".to_owned(),
            kind: PortErrorKind::Unanswered,
            hint: None,
            source: None,
        })
    });
    answered.map_err(Copied::from)
}
