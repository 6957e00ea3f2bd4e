//! The domain's ports on the state in memory, with a log of every call, and faults at the call
//! that a test chooses.
//!
//! Tests set the [`State`] up and read it back.

mod call;
mod cloudformation;
mod credentials;
mod fault;
mod iam;
mod identities;
mod log;
mod notes;
mod qovery;
mod registries;
mod secrets_manager;
mod sts;

use std::{fmt, sync::Mutex};

use time::OffsetDateTime;

use crate::state::{Shared, lock, qovery::Known};

pub use crate::state::{
    State,
    aws::{
        Attached, Code, KeyState, PolicyState, Propagation, RoleState, SecretState, UserState,
        VersionState,
    },
    qovery::{
        Access, Behaviour, Cluster, Credential, CredentialValues as HeldValues, DeploymentDate,
        Lock, Missing, Organization, Reason, Registry,
    },
};
pub use fault::{At, Fault};
pub use log::CallRecord;

/// AWS and Qovery behind the domain's ports. Shared by reference.
pub struct World {
    state: Shared,
    faults: Mutex<Vec<(At, Fault)>>,
    meanwhile: Mutex<Vec<(At, Change)>>,
    log: Mutex<log::Log>,
}

/// What happens behind the caller's back.
type Change = Box<dyn FnOnce(&mut State) + Send>;

impl World {
    /// An empty account, and a Qovery that knows which identities of the account work.
    #[must_use]
    pub fn new() -> Self {
        Self::over(Shared::default())
    }

    /// The ports of that state. Its Qovery knows from now on which identities of the account work.
    pub(crate) fn over(state: Shared) -> Self {
        state.lock().qovery.known = Known::InIam;
        Self {
            state,
            faults: Mutex::default(),
            meanwhile: Mutex::default(),
            log: Mutex::default(),
        }
    }

    /// The clock. It goes with tokio's, which a test may pause.
    pub fn now(&self) -> OffsetDateTime {
        self.state.lock().now
    }

    /// Changes the state behind everybody's back.
    pub fn edit<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock())
    }

    /// The state as it is now.
    #[must_use]
    pub fn state(&self) -> State {
        self.state.lock().clone()
    }

    /// Lets a later call go wrong, once.
    pub fn inject(&self, at: At, fault: Fault) {
        lock(&self.faults).push((at, fault));
    }

    /// Changes the state just before a later call, once.
    pub fn meanwhile(&self, at: At, change: impl FnOnce(&mut State) + Send + 'static) {
        lock(&self.meanwhile).push((at, Box::new(change)));
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

    /// How many of these calls were of that operation.
    #[must_use]
    pub fn count(&self, operation: &str) -> usize {
        let log = lock(&self.log);
        let calls = log.calls.iter();
        calls.filter(|call| call.operation == operation).count()
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
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (calls, state) = (self.calls().len(), &self.state);
        write!(f, "World after {calls} calls: {state:?}")
    }
}
