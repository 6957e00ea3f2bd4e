//! A stand-in for Qovery's API, as Qovery publishes it: the paths, statuses and documents of its
//! OpenAPI file, with state behind them.
//!
//! `Qovery::start` serves it on 127.0.0.1 from a thread of its own, so that blocking tests and
//! async ones use it alike. The handle is also the `Backend`: it arranges organizations,
//! credentials and clusters, injects `Fault`s, and tells what was asked and what is kept.
//!
//! What Qovery does not publish is a choice here, named where it is made: the body of an error,
//! the refusal of a `DELETE` while clusters are linked, and whether a `PUT` may change the kind.

use std::{io, ops::Deref};

pub use backend::Backend;
pub use cluster::Cluster;
pub use credential::{Credential, CredentialValues};
pub use domain::qovery::ClusterState;
pub use fault::{Fault, FaultKind, Loss};
pub use record::{RecordedAnswer, RecordedRequest};
pub use router::router;
pub use state::Access;
pub(crate) use state::machine_time;

use crate::server::Server;

mod arrange;
mod backend;
mod cluster;
pub mod contract;
mod credential;
mod fault;
mod observe;
mod record;
mod refusal;
mod router;
mod routes;
mod state;

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
        let backend = Backend::new();
        let server = Server::start(port, router(backend.clone()))?;
        backend.distinguish_ids(server.address().port());
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
