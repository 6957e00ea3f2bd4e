//! The stand-in in the hands of tests and demo.

use std::sync::{Arc, Mutex, MutexGuard};

use tokio::time::Instant;

use super::{fault::Faults, record::RecordedRequest};
use crate::state::{Shared, State, lock, qovery::Limits};

/// What Qovery keeps, and what becomes of the requests: arranged before, looked at after.
#[derive(Debug, Clone)]
pub struct Backend {
    state: Shared,
    wire: Arc<Mutex<Wire>>,
}

/// What is between the clients and the state.
#[derive(Debug)]
pub(super) struct Wire {
    pub(super) faults: Faults,
    pub(super) limits: Limits,
    pub(super) requests: Vec<RecordedRequest>,
    /// The start, on a clock that no test moves.
    pub(super) started: Instant,
}

impl Backend {
    /// The API of that state.
    pub(crate) fn over(state: Shared) -> Self {
        let wire = Wire {
            faults: Faults::default(),
            limits: Limits::default(),
            requests: Vec::new(),
            started: Instant::now(),
        };
        Self {
            state,
            wire: Arc::new(Mutex::new(wire)),
        }
    }

    /// Changes the state behind everybody's back.
    pub fn edit<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state())
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    pub(super) fn wire(&self) -> MutexGuard<'_, Wire> {
        lock(&self.wire)
    }
}
