//! Which identity an Update supersedes.

use crate::properties::{PresentIdentity, Properties};

/// The identity of the old properties, where the new ones name another. Whether it is the stack's
/// own, its tag says.
#[must_use]
pub fn superseded_by(new: &Properties, old: &Properties) -> Option<PresentIdentity> {
    let (new, old) = (PresentIdentity::of(new), PresentIdentity::of(old));
    (new != old).then_some(old)
}
