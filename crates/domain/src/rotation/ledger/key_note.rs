//! The note on one key.

use time::OffsetDateTime;

use super::tags::{Fields, at};
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
}

impl KeyStatusNote {
    pub(super) fn to_value(self) -> String {
        let dated = |what: &str, at| format!("{what}={}", timestamp::text(at));
        match self {
            Self::Inactive(at) => dated("inactive", at),
            Self::Retired(at) => dated("inactive", at) + " by=stack",
            Self::Reactivated(at) => dated("reactivated", at),
            Self::Moved(at) => dated("moved", at),
        }
    }

    /// What a tag says. `None` means that it cannot be read.
    pub(super) fn read(fields: &Fields<'_>) -> Option<Self> {
        let of_whom = match fields.get("by") {
            Some(_) => Self::Retired,
            None => Self::Inactive,
        };
        let inactive = at(fields, "inactive").map(of_whom);
        let reactivated = || at(fields, "reactivated").map(Self::Reactivated);
        let moved = || at(fields, "moved").map(Self::Moved);
        inactive.or_else(reactivated).or_else(moved)
    }

    /// The time in it.
    pub(super) fn at(self) -> OffsetDateTime {
        match self {
            Self::Inactive(at) | Self::Retired(at) | Self::Reactivated(at) | Self::Moved(at) => at,
        }
    }
}
