//! One state in the hands of several faces.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use time::OffsetDateTime;

use super::State;

/// One state behind every face that has a handle on it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shared(Arc<Mutex<State>>);

impl Shared {
    pub(crate) fn new(state: State) -> Self {
        Self(Arc::new(Mutex::new(state)))
    }

    /// A state whose clock shows the machine's time.
    pub(crate) fn of_today() -> Self {
        Self::new(State {
            now: machine_time(),
            ..State::default()
        })
    }

    /// The state as it is now.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        let mut state = lock(&self.0);
        state.tick();
        state
    }
}

/// A test that panicked with the lock held leaves whole values behind: each change is one.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[expect(
    clippy::disallowed_methods,
    reason = "stand-ins that real processes talk to go by the machine's clock"
)]
pub(crate) fn machine_time() -> OffsetDateTime {
    std::time::SystemTime::now().into()
}
