//! The state in the hands of tests and demo.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::state::State;

/// What the stand-in keeps, in the hands of a test: arranged before, looked at after.
#[derive(Debug, Clone, Default)]
pub struct Backend(Arc<Mutex<State>>);

impl Backend {
    /// Nothing kept, no token valid.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub(super) fn distinguish_ids(&self, server: u16) {
        self.lock().distinguish_ids(server);
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        // A test that panicked with the lock held leaves whole values behind: each change is one.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
