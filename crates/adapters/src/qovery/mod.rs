//! Qovery's API: as published, and as its own clients show it.

mod call;
mod clusters;
mod credentials;
mod errors;
mod form;
mod message;
mod pause;
mod registries;
mod results;
#[cfg(test)]
mod tests;

use domain::{
    organization::Quota,
    port_error::PortError,
    ports::{CredentialRegistry, RequestQuota},
    qovery::{
        Access, ClusterId, ClusterStatuses, Credentials, CredentialsId, CredentialsRequest,
        NewValues, OrganizationCredentials, Registries, Registry, RegistryForm,
    },
};

use crate::{Adapters, retry::unless_it_happened};
use call::{QoveryCall, nothing};
use clusters::StatusFold;
use credentials::CredentialsFold;
use registries::RegistriesFold;

const LIST: &str = "GET /organization/{id}/credentials";
const CREATE: &str = "POST /organization/{id}/aws/credentials";
const GET: &str = "GET /organization/{id}/aws/credentials/{id}";
const EDIT: &str = "PUT /organization/{id}/aws/credentials/{id}";
const DELETE: &str = "DELETE /organization/{id}/aws/credentials/{id}";
const STATUSES: &str = "GET /organization/{id}/cluster/status";
const DEPLOY: &str = "POST /organization/{id}/cluster/{id}/deploy";
const CONTAINER_REGISTRIES: &str = "GET /organization/{id}/containerRegistry";
const EDIT_CONTAINER_REGISTRY: &str = "PUT /organization/{id}/containerRegistry/{id}";
const HELM_REPOSITORIES: &str = "GET /organization/{id}/helmRepository";
const EDIT_HELM_REPOSITORY: &str = "PUT /organization/{id}/helmRepository/{id}";

/// Every call that is made: what a policy for the API token must allow.
pub const OPERATIONS: &[&str] = &[
    LIST,
    CREATE,
    GET,
    EDIT,
    DELETE,
    STATUSES,
    DEPLOY,
    CONTAINER_REGISTRIES,
    EDIT_CONTAINER_REGISTRY,
    HELM_REPOSITORIES,
    EDIT_HELM_REPOSITORY,
];

impl CredentialRegistry for Adapters {
    async fn list_organization_credentials(
        &self,
        at: &Access,
    ) -> Result<OrganizationCredentials, PortError> {
        Ok(self.list::<CredentialsFold>(LIST, at).await?.into())
    }

    async fn get_aws_credentials(
        &self,
        at: &Access,
        id: &CredentialsId,
    ) -> Result<Credentials, PortError> {
        let call = QoveryCall::new(GET, at).id(id.as_str());
        self.ask(&call, PortError::retry, credentials::read).await
    }

    async fn create_aws_credentials(
        &self,
        at: &Access,
        request: &CredentialsRequest,
    ) -> Result<Credentials, PortError> {
        let call = QoveryCall::new(CREATE, at);
        let call = call.body(credentials::body(request), &request.values);
        self.ask(&call, unless_it_happened, credentials::read).await
    }

    async fn edit_aws_credentials(
        &self,
        at: &Access,
        id: &CredentialsId,
        request: &CredentialsRequest,
    ) -> Result<Credentials, PortError> {
        let call = QoveryCall::new(EDIT, at).id(id.as_str());
        let call = call.body(credentials::body(request), &request.values);
        self.ask(&call, PortError::retry, credentials::read).await
    }

    async fn delete_aws_credentials(
        &self,
        at: &Access,
        id: &CredentialsId,
    ) -> Result<(), PortError> {
        let call = QoveryCall::new(DELETE, at).id(id.as_str());
        self.ask(&call, PortError::retry, nothing).await
    }

    async fn list_cluster_statuses(&self, at: &Access) -> Result<ClusterStatuses, PortError> {
        Ok(self.list::<StatusFold>(STATUSES, at).await?.into())
    }

    async fn list_registries(
        &self,
        at: &Access,
        form: RegistryForm,
    ) -> Result<Registries, PortError> {
        let operation = match form {
            RegistryForm::Container => CONTAINER_REGISTRIES,
            RegistryForm::Helm => HELM_REPOSITORIES,
        };
        Ok(self.list::<RegistriesFold>(operation, at).await?.of(form))
    }

    async fn edit_registry(
        &self,
        at: &Access,
        registry: &Registry,
        values: &NewValues,
    ) -> Result<Registry, PortError> {
        let operation = match registry.form {
            RegistryForm::Container => EDIT_CONTAINER_REGISTRY,
            RegistryForm::Helm => EDIT_HELM_REPOSITORY,
        };
        let call = QoveryCall::new(operation, at).id(registry.id.as_str());
        let call = call.body(registries::body(registry, values), values);
        let shown = self.ask(&call, PortError::retry, registries::read).await?;
        Ok(Registry {
            form: registry.form,
            ..shown
        })
    }

    /// Never repeated where it may have happened: a second deployment is a second change.
    async fn deploy_cluster(&self, at: &Access, id: &ClusterId) -> Result<(), PortError> {
        let call = QoveryCall::new(DEPLOY, at).id(id.as_str());
        self.ask(&call, unless_it_happened, nothing).await
    }
}

impl RequestQuota for Adapters {
    fn quota(&self) -> Option<Quota> {
        self.last_quota()
    }
}
