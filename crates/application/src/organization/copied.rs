//! One failed call as several requests are told of it.

use domain::{
    message::chain,
    port_error::{PortError, PortErrorKind},
};

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
