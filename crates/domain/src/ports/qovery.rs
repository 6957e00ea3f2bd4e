//! Qovery's API.

use super::Call;
use crate::{
    organization::Quota,
    qovery::{
        Access, ClusterId, ClusterStatuses, Credentials, CredentialsId, CredentialsRequest,
        NewValues, OrganizationCredentials, Registries, Registry, RegistryForm,
    },
};

/// An organization's credentials and the clusters that use them.
pub trait CredentialRegistry: Sync {
    /// All credentials of the organization with the clusters that use them.
    fn list_organization_credentials(&self, at: &Access) -> impl Call<OrganizationCredentials>;

    /// One set of credentials by its id. Qovery answers 404, 403, or 400 with "exist" in `detail`
    /// where there is none: each is [`NotFound`](crate::port_error::PortErrorKind::NotFound) here.
    fn get_aws_credentials(&self, at: &Access, id: &CredentialsId) -> impl Call<Credentials>;

    /// Creates credentials. Not idempotent: after
    /// [`may_have_happened`](crate::port_error::PortError::may_have_happened), look before trying
    /// again.
    fn create_aws_credentials(
        &self,
        at: &Access,
        request: &CredentialsRequest,
    ) -> impl Call<Credentials>;

    /// Replaces name and values. Linked clusters take them at their next deployment.
    fn edit_aws_credentials(
        &self,
        at: &Access,
        id: &CredentialsId,
        request: &CredentialsRequest,
    ) -> impl Call<Credentials>;

    /// Deletes credentials. Qovery refuses it while clusters use them.
    fn delete_aws_credentials(&self, at: &Access, id: &CredentialsId) -> impl Call<()>;

    /// The state of every cluster of the organization, in one call.
    fn list_cluster_statuses(&self, at: &Access) -> impl Call<ClusterStatuses>;

    /// The organization's container registries, or its Helm repositories.
    fn list_registries(&self, at: &Access, form: RegistryForm) -> impl Call<Registries>;

    /// Gives a registry other values, and leaves the rest as it was seen. The answer is what it
    /// shows then.
    fn edit_registry(
        &self,
        at: &Access,
        registry: &Registry,
        values: &NewValues,
    ) -> impl Call<Registry>;

    /// Deploys a cluster, which makes it take the credentials' new values.
    fn deploy_cluster(&self, at: &Access, id: &ClusterId) -> impl Call<()>;
}

/// How many requests Qovery still allows.
pub trait RequestQuota: Sync {
    /// What its last answer to this process said. `None`: it has said nothing yet.
    fn quota(&self) -> Option<Quota>;
}
