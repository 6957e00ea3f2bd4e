//! The SDK's instants as the domain's.

use aws_smithy_types::DateTime;
use time::OffsetDateTime;

/// In whole seconds, which is as exact as IAM and Secrets Manager are.
pub(crate) fn instant(at: &DateTime) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp(at.secs()).ok()
}
