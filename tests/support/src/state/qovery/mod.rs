//! Qovery: organizations, their credentials, clusters and registries.
//!
//! Source: Qovery's published API; where it publishes nothing, what its own clients rely on. What
//! is not known at all is a switch in [`Behaviour`].

mod access;
mod arrange;
mod behaviour;
mod cluster;
mod credentials;
mod deployment;
mod limit;
mod organization;
mod refusal;
mod registry;
mod values;

pub use access::{Access, Rule};
pub use behaviour::{Behaviour, DeploymentDate, Known, Missing};
pub use cluster::{Cluster, Lock, Reason};
pub use credentials::Credential;
pub use limit::{RateLimit, RetryAfter};
pub use organization::Organization;
pub use refusal::Refusal;
pub use registry::{Registry, RegistryRequest};
pub use values::CredentialValues;

pub(crate) use access::path_matches;
pub(crate) use limit::{Counted, Limits};
