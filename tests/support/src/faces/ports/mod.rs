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
mod organizations;
mod qovery;
mod quota;
mod registries;
mod secrets_manager;
mod sqs;
mod sts;

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

use domain::organization::Quota;
use time::OffsetDateTime;
use tokio::sync::Notify;

use crate::state::{Shared, lock};

pub use crate::state::{
    State,
    aws::{
        Attached, Code, KeyState, PolicyState, Propagation, Received, RoleState, SecretState,
        UserState, VersionState,
    },
    qovery::{
        Access, Behaviour, Cluster, Credential, CredentialValues as HeldValues, DeploymentDate,
        Known, Lock, Missing, Organization, RateLimit, Reason, Registry,
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
    /// Other accounts, by their ids.
    members: Arc<Mutex<BTreeMap<String, Arc<Self>>>>,
    /// What this process remembers of Qovery's last answer.
    quota: Mutex<Option<Quota>>,
    latency: Mutex<Duration>,
    killed: Arc<Notify>,
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
            members: Arc::default(),
            quota: Mutex::default(),
            latency: Mutex::default(),
            killed: Arc::default(),
        }
    }

    /// Another process over the same AWS and Qovery: it remembers nothing and has a log of its own.
    #[must_use]
    pub fn another_process(&self) -> Self {
        Self {
            members: Arc::clone(&self.members),
            latency: Mutex::new(*lock(&self.latency)),
            killed: Arc::clone(&self.killed),
            ..Self::over(self.state.clone())
        }
    }

    /// An account beside this one. A process that is killed there is killed here.
    pub fn add_member(&self, account: &str) -> Arc<Self> {
        let mut member = Self::new();
        member.killed = Arc::clone(&self.killed);
        member.edit(|state| account.clone_into(&mut state.account));
        let member = Arc::new(member);
        lock(&self.members).insert(account.to_owned(), Arc::clone(&member));
        member
    }

    /// The account beside this one.
    #[must_use]
    pub fn member(&self, account: &str) -> Option<Arc<Self>> {
        lock(&self.members).get(account).cloned()
    }

    /// How long every call takes from now on.
    pub fn delay_calls(&self, by: Duration) {
        *lock(&self.latency) = by;
    }

    /// Ends when a [`Fault::Kill`] or [`Fault::KillAfter`] struck.
    pub async fn killed(&self) {
        self.killed.notified().await;
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
