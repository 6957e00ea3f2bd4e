//! A stand-in for Qovery's API over HTTP.
//!
//! Paths, statuses and documents are those that Qovery publishes; refusals, limits and dates are as
//! its own clients and its documentation know them. [`Qovery::start`] serves it on 127.0.0.1 from a
//! thread of its own, so that blocking tests and async ones use it alike. The handle is also the
//! [`Backend`]: it arranges organizations, credentials and clusters, injects [`Fault`]s, and tells
//! what was asked and what is kept.

use std::{io, ops::Deref};

use crate::{server::Server, state::Shared};

pub use crate::state::{
    State,
    qovery::{
        Access, Behaviour, Cluster, Credential, CredentialValues, DeploymentDate, Lock, Missing,
        Organization, RateLimit, Reason, Registry, RetryAfter, Rule,
    },
};
pub use backend::Backend;
pub use domain::qovery::ClusterState;
pub use fault::{Fault, FaultKind, Loss};
pub use oddity::Oddity;
pub use record::{RecordedAnswer, RecordedRequest};
pub use router::router;

mod answer;
mod arrange;
mod backend;
mod documents;
mod fault;
mod limit;
mod observe;
mod oddity;
mod record;
mod requests;
mod router;
mod routes;
mod snapshot;

/// A running stand-in; stops when dropped.
#[derive(Debug)]
pub struct Qovery {
    backend: Backend,
    server: Server,
}

impl Qovery {
    /// Serves on a free port of 127.0.0.1.
    pub fn start() -> io::Result<Self> {
        Self::start_on(0)
    }

    /// Serves on the given port of 127.0.0.1, for a demo whose address is to be known beforehand.
    pub fn start_on(port: u16) -> io::Result<Self> {
        let backend = Backend::over(Shared::of_today());
        let server = Server::start(port, router(backend.clone()))?;
        backend.edit(|state| state.distinguish_ids(server.address().port()));
        Ok(Self { backend, server })
    }

    /// The base URL, without a trailing slash.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address())
    }
}

impl Deref for Qovery {
    type Target = Backend;

    fn deref(&self) -> &Backend {
        &self.backend
    }
}
