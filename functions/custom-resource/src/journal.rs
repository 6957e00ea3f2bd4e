//! What is under way and what was made: told from outside, so that it outlives a panic and the
//! deadline.

use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::{
    message::Message,
    qovery::{Access, CredentialsId},
};

/// One request's journal.
#[derive(Debug, Default)]
pub(crate) struct Journal(Mutex<Entry>);

#[derive(Debug, Default)]
struct Entry {
    under_way: &'static str,
    made: Option<(Access, CredentialsId)>,
}

impl Journal {
    /// What is being done now, as a clause that follows "while".
    pub(crate) fn under_way(&self, what: &'static str) {
        self.entry().under_way = what;
    }

    /// Credentials that did not exist before this request.
    pub(crate) fn made(&self, access: &Access, id: &CredentialsId) {
        self.entry().made = Some((access.clone(), id.clone()));
    }

    /// What was made, to be taken back once.
    pub(crate) fn take_made(&self) -> Option<(Access, CredentialsId)> {
        self.entry().made.take()
    }

    /// The report of a request that did not come to its end.
    pub(crate) fn aborted(&self, how: &str) -> Message {
        let under_way = match self.entry().under_way {
            "" => "reading the request",
            under_way => under_way,
        };
        Message::new(format!("the function {how} while {under_way}"))
    }

    /// A panic leaves the entry as it was, which is what is wanted of it.
    fn entry(&self) -> MutexGuard<'_, Entry> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
