//! Qovery's words: organizations, credentials, clusters, and the token that opens them.
//!
//! Source: Qovery's published API specification.

mod access;
mod api_token;
mod cluster;
mod credentials;
mod ids;

pub use access::{Access, ApiUrl, ApiUrlError};
pub use api_token::{ApiToken, ApiTokenError};
pub use cluster::{Cluster, ClusterState, ClusterStatus, UnknownState};
pub use credentials::{
    Credentials, CredentialsRequest, CredentialsValues, LinkedCredentials, NewValues,
};
pub use ids::{ClusterId, CredentialsId, OrganizationId, UuidError};
