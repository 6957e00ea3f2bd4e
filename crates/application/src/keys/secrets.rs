//! What an attempt knows beside its facts: the keys themselves.

use std::collections::BTreeMap;

use domain::{
    aws::secret::VersionId,
    finding::Finding,
    port_error::{PortError, PortErrorKind},
    rotation::StoredKey,
};

use crate::Error;

/// Secrets of this attempt. Kept out of the facts, which are compared and logged.
#[derive(Debug, Default)]
pub(crate) struct AttemptSecrets {
    /// The keys of versions that were read or written.
    pub(crate) stored: BTreeMap<VersionId, StoredKey>,
    /// Created, and not stored yet.
    pub(super) unstored: Option<StoredKey>,
    /// Why it could not be stored.
    pub(super) not_stored: Option<PortError>,
    /// AWS took a while to know a key, so the look at Qovery may be outdated.
    pub(crate) has_waited: bool,
    /// Another request has changed the secret since the look.
    pub(crate) is_stale: bool,
    /// It has met another request before.
    pub(super) has_met_another: bool,
}

impl AttemptSecrets {
    /// The key of a version that this attempt has read or written.
    pub(super) fn key(&self, version: &VersionId) -> Result<&StoredKey, Error> {
        self.stored.get(version).ok_or(Error::NoKey)
    }

    /// Whether the version had a value already: the same request came twice, and this one later.
    pub(crate) fn was_overtaken(&mut self) -> bool {
        let not_stored = &mut self.not_stored;
        let overtaken = not_stored.take_if(|error| error.kind == PortErrorKind::Conflict);
        overtaken.is_some()
    }

    /// The error of a goal that is not reached: the findings, or that a key could not be stored.
    pub(crate) fn refused(&mut self, findings: Vec<Finding>) -> Error {
        match self.not_stored.take() {
            Some(error) => Error::NotStored(error),
            None => Error::Refused("the keys cannot be changed now", findings),
        }
    }
}
