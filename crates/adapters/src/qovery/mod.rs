//! Qovery's API: as published, and as its own clients show it.

mod call;
mod clusters;
mod credentials;
mod errors;
mod form;
mod message;
mod pause;
mod results;
#[cfg(test)]
mod tests;

use domain::{
    port_error::PortError,
    ports::CredentialRegistry,
    qovery::{
        Access, ClusterId, ClusterStatuses, Credentials, CredentialsId, CredentialsRequest,
        OrganizationCredentials,
    },
};

use crate::{
    Adapters,
    retry::{retry, unless_it_happened},
};
use call::QoveryCall;
use clusters::StatusFold;
use credentials::CredentialsFold;

const LIST: &str = "GET /organization/{id}/credentials";
const CREATE: &str = "POST /organization/{id}/aws/credentials";
const GET: &str = "GET /organization/{id}/aws/credentials/{id}";
const EDIT: &str = "PUT /organization/{id}/aws/credentials/{id}";
const DELETE: &str = "DELETE /organization/{id}/aws/credentials/{id}";
const STATUSES: &str = "GET /organization/{id}/cluster/status";
const DEPLOY: &str = "POST /organization/{id}/cluster/{id}/deploy";

/// Every call that is made: what a policy for the API token must allow.
pub const OPERATIONS: &[&str] = &[LIST, CREATE, GET, EDIT, DELETE, STATUSES, DEPLOY];

impl CredentialRegistry for Adapters {
    async fn list_organization_credentials(
        &self,
        at: &Access,
    ) -> Result<OrganizationCredentials, PortError> {
        let call = QoveryCall::new(LIST, at);
        let list = retry(PortError::retry, || {
            self.fold_results(&call, CredentialsFold::default())
        });
        Ok(list.await?.into())
    }

    async fn get_aws_credentials(
        &self,
        at: &Access,
        id: &CredentialsId,
    ) -> Result<Credentials, PortError> {
        let call = QoveryCall::new(GET, at).id(id.as_str());
        retry(PortError::retry, || self.read_credentials(&call)).await
    }

    async fn create_aws_credentials(
        &self,
        at: &Access,
        request: &CredentialsRequest,
    ) -> Result<Credentials, PortError> {
        let call = QoveryCall::new(CREATE, at).body(request);
        retry(unless_it_happened, || self.read_credentials(&call)).await
    }

    async fn edit_aws_credentials(
        &self,
        at: &Access,
        id: &CredentialsId,
        request: &CredentialsRequest,
    ) -> Result<Credentials, PortError> {
        let call = QoveryCall::new(EDIT, at).id(id.as_str()).body(request);
        retry(PortError::retry, || self.read_credentials(&call)).await
    }

    async fn delete_aws_credentials(
        &self,
        at: &Access,
        id: &CredentialsId,
    ) -> Result<(), PortError> {
        let call = QoveryCall::new(DELETE, at).id(id.as_str());
        retry(PortError::retry, || self.read_nothing(&call)).await
    }

    async fn list_cluster_statuses(&self, at: &Access) -> Result<ClusterStatuses, PortError> {
        let call = QoveryCall::new(STATUSES, at);
        let statuses = retry(PortError::retry, || {
            self.fold_results(&call, StatusFold::default())
        });
        Ok(statuses.await?.into())
    }

    /// Never repeated where it may have happened: a second deployment is a second change.
    async fn deploy_cluster(&self, at: &Access, id: &ClusterId) -> Result<(), PortError> {
        let call = QoveryCall::new(DEPLOY, at).id(id.as_str());
        retry(unless_it_happened, || self.read_nothing(&call)).await
    }
}
