//! Instants, as people and tags get them.

use time::{Duration, OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

/// How far the clock of another function may be ahead of ours, or IAM's behind.
pub(crate) const SKEW: Duration = Duration::seconds(10);

/// Whether a note with that date can be true: it is not from the future, and not older than what it
/// is about, where the creation of that is known.
pub(crate) fn is_possible(
    at: OffsetDateTime,
    created_at: Option<OffsetDateTime>,
    now: OffsetDateTime,
) -> bool {
    let is_past = at <= now.saturating_add(SKEW);
    is_past && created_at.is_none_or(|created_at| created_at <= at.saturating_add(SKEW))
}

/// RFC 3339, in whole seconds of UTC: enough, and free of signs that a tag may not carry.
#[must_use]
pub fn text(at: OffsetDateTime) -> String {
    let at = at.to_offset(UtcOffset::UTC).truncate_to_second();
    at.format(&Rfc3339).unwrap_or_default()
}
