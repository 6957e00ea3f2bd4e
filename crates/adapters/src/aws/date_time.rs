//! The SDK's dates as the domain's.

use aws_smithy_types::DateTime;
use time::OffsetDateTime;

/// The same instant, to the nanosecond. `None` means a year beyond 9999.
pub(crate) fn to_offset_date_time(at: &DateTime) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(at.as_nanos()).ok()
}
