//! What the outside world can be asked, one trait per system.
//!
//! Methods carry the API operation's own name, so that one word greps through code, IAM policy,
//! `CloudTrail` and logs.

mod access_keys;
mod key_identity;
mod metrics;
mod notifications;
mod role_tags;
mod secret_versions;

use std::future::Future;

use secrecy::SecretString;

use crate::{
    aws::{
        arn::{AccountId, RoleArn, SecretArn},
        iam::Role,
    },
    permissions::{Simulated, Simulation},
    port_error::PortError,
    qovery::{
        Access, ClusterId, ClusterStatus, Credentials, CredentialsId, CredentialsRequest,
        LinkedCredentials,
    },
};

pub use access_keys::AccessKeys;
pub use key_identity::KeyIdentity;
pub use metrics::Metrics;
pub use notifications::Notifications;
pub use role_tags::RoleTags;
pub use secret_versions::SecretVersions;

/// A call under way.
pub trait Call<T>: Future<Output = Result<T, PortError>> + Send {}

impl<T, F: Future<Output = Result<T, PortError>> + Send> Call<T> for F {}

/// IAM, as far as it is read to verify.
pub trait Roles: Sync {
    /// The role as it is now.
    fn get_role(&self, role: &RoleArn) -> impl Call<Role>;

    /// Whether the principal may do what Qovery needs.
    fn simulate_principal_policy(&self, simulation: &Simulation) -> impl Call<Vec<Simulated>>;
}

/// Secrets Manager.
pub trait Secrets: Sync {
    /// The current value.
    fn get_secret_value(&self, secret: &SecretArn) -> impl Call<SecretString>;
}

/// STS.
pub trait CallerIdentity: Sync {
    /// The account that this function runs in.
    fn get_caller_identity(&self) -> impl Call<AccountId>;
}

/// Qovery's API.
pub trait CredentialRegistry: Sync {
    /// All credentials of the organization with the clusters that use them.
    fn list_organization_credentials(&self, at: &Access) -> impl Call<Vec<LinkedCredentials>>;

    /// A new set of credentials. Not idempotent: after [`PortError::may_have_happened`], look
    /// before trying again.
    fn create_aws_credentials(
        &self,
        at: &Access,
        request: &CredentialsRequest,
    ) -> impl Call<Credentials>;

    /// Replaces name and values; linked clusters take them at their next deployment.
    fn edit_aws_credentials(
        &self,
        at: &Access,
        id: &CredentialsId,
        request: &CredentialsRequest,
    ) -> impl Call<Credentials>;

    /// Removes a set of credentials; refused while clusters use it.
    fn delete_aws_credentials(&self, at: &Access, id: &CredentialsId) -> impl Call<()>;

    /// A cluster's state.
    fn get_cluster_status(&self, at: &Access, id: &ClusterId) -> impl Call<ClusterStatus>;

    /// Deploys a cluster, which makes it take the credentials' new values.
    fn deploy_cluster(&self, at: &Access, id: &ClusterId) -> impl Call<()>;
}

/// Where `CloudFormation` waits for the answer of a custom resource.
pub trait Answers: Sync {
    /// Puts the body to the presigned URL; only a 2xx counts.
    fn put_answer(&self, response_url: &SecretString, body: String) -> impl Call<()>;
}
