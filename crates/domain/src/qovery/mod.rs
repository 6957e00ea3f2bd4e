//! Qovery's words: organizations, credentials, clusters, and the token that opens them.
//!
//! Source: Qovery's published API specification.

mod access;
mod api_token;
mod cluster;
mod credentials;
mod ids;
mod organization;
mod registry;

pub use access::{Access, ApiUrl, ApiUrlError};
pub use api_token::{ApiToken, ApiTokenError, TokenSecret};
pub use cluster::{
    Cluster, ClusterLock, ClusterState, ClusterStatus, ClusterStatuses, UnknownState,
};
pub use credentials::{
    Credentials, CredentialsRequest, CredentialsValues, LinkedCredentials, NewValues,
    OrganizationCredentials, UnreadableEntry,
};
pub use ids::{ClusterId, CredentialsId, IdError, OrganizationId, RegistryId, UuidError};
pub use organization::Organization;
pub(crate) use organization::unlisted;
pub use registry::{Registries, Registry, RegistryForm, RegistrySettings};
