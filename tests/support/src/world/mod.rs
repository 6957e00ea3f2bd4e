//! A world in memory: IAM, STS, Secrets Manager, Qovery and CloudFormation's bucket, with state,
//! a log of every call, and faults at the call that a test chooses.
//!
//! It implements every port of the domain. Tests set `State` up and read it back.

mod answers;
mod arrange;
mod fault;
mod iam;
mod log;
mod notes;
mod qovery;
mod secrets_manager;
mod state;
mod sts;

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::port_error::{PortError, PortErrorKind};
use time::OffsetDateTime;
use tokio::time::Instant;

pub use fault::{At, Fault};
pub use log::CallRecord;
pub use state::{
    CredentialsState, HeldCluster, HeldValues, KeyState, OrganizationState, Propagation, RoleState,
    SecretState, State, UserState, VersionState,
};

/// The world. Shared by reference; every port is implemented for it.
#[derive(Debug)]
pub struct World {
    state: Mutex<State>,
    looked_at: Mutex<Instant>,
    faults: Mutex<Vec<(At, Fault)>>,
    log: Mutex<log::Log>,
}

/// Whether a call changes anything.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Read,
    Effect,
}

/// Why the world refuses a call.
struct Refusal(PortErrorKind, &'static str);

impl World {
    /// An empty world.
    #[must_use]
    pub fn new() -> Self {
        Self {
            state: Mutex::default(),
            looked_at: Mutex::new(Instant::now()),
            faults: Mutex::default(),
            log: Mutex::default(),
        }
    }

    /// The world's clock: it goes with tokio's, which a test may pause.
    pub fn now(&self) -> OffsetDateTime {
        self.current().now
    }

    fn current(&self) -> MutexGuard<'_, State> {
        let now = Instant::now();
        let before = std::mem::replace(&mut *lock(&self.looked_at), now);
        let mut state = lock(&self.state);
        state.now += now - before;
        state
    }

    /// Changes the state behind everybody's back.
    pub fn edit<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.current())
    }

    /// The state as it is now.
    #[must_use]
    pub fn state(&self) -> State {
        self.current().clone()
    }

    /// Lets a later call go wrong, once.
    pub fn inject(&self, at: At, fault: Fault) {
        lock(&self.faults).push((at, fault));
    }

    /// Takes back every fault that has not struck.
    pub fn clear_faults(&self) {
        lock(&self.faults).clear();
    }

    /// Every call since the start or the last [`World::forget_calls`].
    #[must_use]
    pub fn calls(&self) -> Vec<CallRecord> {
        lock(&self.log).calls.clone()
    }

    /// The calls that change something.
    #[must_use]
    pub fn effects(&self) -> Vec<CallRecord> {
        let mut calls = self.calls();
        calls.retain(|call| call.is_effect);
        calls
    }

    /// Starts the log, and the counting of calls, anew.
    pub fn forget_calls(&self) {
        *lock(&self.log) = log::Log::default();
    }

    /// One call: counted, logged, struck by a fault or carried out.
    async fn call<T>(
        &self,
        kind: Kind,
        operation: &'static str,
        resource: &str,
        act: impl FnOnce(&mut State) -> Result<T, Refusal> + Send,
    ) -> Result<T, PortError> {
        let place = lock(&self.log).enter(operation, resource, kind == Kind::Effect);
        let fault = fault::take(&mut lock(&self.faults), &place);
        // So that two requests at once take turns.
        tokio::task::yield_now().await;
        let error = |Refusal(kind, message)| port_error(operation, resource, kind, message);
        fault::before(fault).await.map_err(error)?;
        let result = act(&mut self.current());
        fault::after(fault).await.map_err(error)?;
        result.map_err(error)
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

fn port_error(
    operation: &'static str,
    resource: &str,
    kind: PortErrorKind,
    message: &'static str,
) -> PortError {
    PortError {
        operation,
        resource: resource.to_owned(),
        kind,
        hint: None,
        source: Some(message.into()),
    }
}

/// A test that panics on purpose while a call is under way must not break the next one.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn not_found<T>(found: Option<T>, message: &'static str) -> Result<T, Refusal> {
    found.ok_or(Refusal(PortErrorKind::NotFound, message))
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.1)
    }
}
