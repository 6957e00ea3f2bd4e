//! Progress of one request. Lives outside the request's future, so that it survives a panic or a
//! timeout.

use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::{
    message::Message,
    qovery::{Access, CredentialsId},
};

use super::Outcome;

/// One request's journal.
#[derive(Debug, Default)]
pub(crate) struct Journal(Mutex<Entry>);

#[derive(Debug, Default)]
struct Entry {
    under_way: Option<&'static str>,
    created: Option<(Access, CredentialsId)>,
    in_doubt: bool,
    whatever_fails: Option<Outcome>,
}

impl Journal {
    /// Names the current activity: a clause that follows "while".
    pub(crate) fn under_way(&self, what: &'static str) {
        self.entry().under_way = Some(what);
    }

    /// Credentials that did not exist before this request.
    pub(crate) fn created(&self, access: &Access, id: &CredentialsId) {
        self.entry().created = Some((access.clone(), id.clone()));
    }

    /// Whether credentials may be registered that nobody knows of: their `POST` has not been
    /// answered, or those that were created could not be deleted.
    pub(crate) fn doubt(&self, in_doubt: bool) {
        self.entry().in_doubt = in_doubt;
    }

    /// See [`Self::doubt`].
    pub(crate) fn is_in_doubt(&self) -> bool {
        self.entry().in_doubt
    }

    /// Whether credentials were created.
    pub(crate) fn has_created(&self) -> bool {
        self.entry().created.is_some()
    }

    /// The credentials that were created, to be deleted once.
    pub(crate) fn take_created(&self) -> Option<(Access, CredentialsId)> {
        self.entry().created.take()
    }

    /// Makes this request succeed with that outcome, whatever fails from here on.
    pub(crate) fn succeeds_anyway(&self, outcome: Outcome) {
        self.entry().whatever_fails = Some(outcome);
    }

    /// See [`Self::succeeds_anyway`].
    pub(crate) fn take_anyway(&self) -> Option<Outcome> {
        self.entry().whatever_fails.take()
    }

    /// The message of a request that did not come to its end.
    pub(crate) fn aborted(&self, how: &str) -> Message {
        let under_way = self.entry().under_way.unwrap_or("reading the request");
        Message::new(format!("the function {how} while {under_way}"))
    }

    /// A panic leaves the entry as it was, as it should.
    fn entry(&self) -> MutexGuard<'_, Entry> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
