//! The note on one key.

use time::OffsetDateTime;

use super::{Fields, at};
use crate::timestamp;

/// The note on a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyStatusNote {
    /// It has been inactive at least since then: a person deactivated it, or it is not known who.
    Inactive(OffsetDateTime),
    /// A function of this stack deactivated it then. No other inactive key is activated again.
    Retired(OffsetDateTime),
    /// It was inactive, and a person activated it again, before then.
    Reactivated(OffsetDateTime),
    /// It is active, and then all clusters were first seen to have taken what superseded it.
    Moved(OffsetDateTime),
    /// What the tag says cannot be read, or could not be true. It counts as absent.
    Unreadable,
}

impl KeyStatusNote {
    pub(super) fn to_value(self) -> String {
        let dated = |what: &str, at| format!("{what}={}", timestamp::text(at));
        match self {
            Self::Inactive(at) => dated("inactive", at),
            Self::Retired(at) => dated("inactive", at) + " by=stack",
            Self::Reactivated(at) => dated("reactivated", at),
            Self::Moved(at) => dated("moved", at),
            Self::Unreadable => "unreadable".to_owned(),
        }
    }

    /// What a tag says.
    pub(super) fn read(fields: &Fields<'_>) -> Self {
        parse(fields).unwrap_or(Self::Unreadable)
    }
}

fn parse(fields: &Fields<'_>) -> Option<KeyStatusNote> {
    let of_whom = match fields.get("by") {
        Some(_) => KeyStatusNote::Retired,
        None => KeyStatusNote::Inactive,
    };
    let inactive = at(fields, "inactive").map(of_whom);
    let reactivated = || at(fields, "reactivated").map(KeyStatusNote::Reactivated);
    let moved = || at(fields, "moved").map(KeyStatusNote::Moved);
    inactive.or_else(reactivated).or_else(moved)
}
