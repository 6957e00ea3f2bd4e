//! One request under way: the world, the journal and the clock that all of its parts share.

use domain::aws::secret::VersionId;

use crate::journal::Journal;

/// What every part of a request needs.
pub(crate) struct RequestContext<'a, W, C> {
    pub(crate) world: &'a W,
    pub(crate) journal: &'a Journal,
    pub(crate) clock: &'a C,
    /// `RequestId`; a key that is made for this request is stored under it, so that a repeat
    /// finds it. None: the event has none that could name a version.
    pub(crate) token: Option<VersionId>,
}
