//! Qovery, within the hub's budget.

use domain::{
    port_error::PortError,
    ports::CredentialRegistry,
    qovery::{
        Access, ClusterId, ClusterStatuses, Credentials, CredentialsId, CredentialsRequest,
        NewValues, OrganizationCredentials, Registries, Registry, RegistryForm,
    },
};

use super::MemberWorld;
use crate::{
    Clock,
    organization::{HubWorld, MemberAccount},
};

/// Within the budget, and what the batch has read is not read again.
impl<W: HubWorld, C: Clock, M: MemberAccount> CredentialRegistry for MemberWorld<'_, W, C, M> {
    async fn list_organization_credentials(
        &self,
        at: &Access,
    ) -> Result<OrganizationCredentials, PortError> {
        let is_ours = at.organization == self.batch.settings.organization;
        match self.batch.credentials() {
            Some(listed) if is_ours && self.is_list_current() => listed,
            _ => {
                self.batch.admit("GET /organization/{id}/credentials")?;
                self.batch.world.list_organization_credentials(at).await
            }
        }
    }

    async fn get_aws_credentials(
        &self,
        at: &Access,
        id: &CredentialsId,
    ) -> Result<Credentials, PortError> {
        self.batch
            .admit("GET /organization/{id}/aws/credentials/{id}")?;
        self.batch.world.get_aws_credentials(at, id).await
    }

    async fn create_aws_credentials(
        &self,
        at: &Access,
        request: &CredentialsRequest,
    ) -> Result<Credentials, PortError> {
        self.batch
            .admit("POST /organization/{id}/aws/credentials")?;
        self.write();
        self.batch.world.create_aws_credentials(at, request).await
    }

    async fn edit_aws_credentials(
        &self,
        at: &Access,
        id: &CredentialsId,
        request: &CredentialsRequest,
    ) -> Result<Credentials, PortError> {
        self.batch
            .admit("PUT /organization/{id}/aws/credentials/{id}")?;
        self.write();
        self.batch.world.edit_aws_credentials(at, id, request).await
    }

    async fn delete_aws_credentials(
        &self,
        at: &Access,
        id: &CredentialsId,
    ) -> Result<(), PortError> {
        self.batch
            .admit("DELETE /organization/{id}/aws/credentials/{id}")?;
        self.write();
        self.batch.world.delete_aws_credentials(at, id).await
    }

    async fn list_cluster_statuses(&self, at: &Access) -> Result<ClusterStatuses, PortError> {
        let is_ours = at.organization == self.batch.settings.organization;
        match self.batch.statuses() {
            Some(statuses) if is_ours && self.is_list_current() => statuses,
            _ => {
                self.batch.admit("GET /organization/{id}/cluster/status")?;
                self.batch.world.list_cluster_statuses(at).await
            }
        }
    }

    async fn list_registries(
        &self,
        at: &Access,
        form: RegistryForm,
    ) -> Result<Registries, PortError> {
        let is_ours = at.organization == self.batch.settings.organization;
        match self.batch.registries(form) {
            Some(listed) if is_ours && self.is_list_current() => listed,
            _ => {
                self.batch.admit(match form {
                    RegistryForm::Container => "GET /organization/{id}/containerRegistry",
                    RegistryForm::Helm => "GET /organization/{id}/helmRepository",
                })?;
                self.batch.world.list_registries(at, form).await
            }
        }
    }

    async fn edit_registry(
        &self,
        at: &Access,
        registry: &Registry,
        values: &NewValues,
    ) -> Result<Registry, PortError> {
        self.batch.admit(match registry.form {
            RegistryForm::Container => "PUT /organization/{id}/containerRegistry/{id}",
            RegistryForm::Helm => "PUT /organization/{id}/helmRepository/{id}",
        })?;
        self.write();
        self.batch.world.edit_registry(at, registry, values).await
    }

    async fn deploy_cluster(&self, at: &Access, id: &ClusterId) -> Result<(), PortError> {
        self.batch
            .admit("POST /organization/{id}/cluster/{id}/deploy")?;
        self.batch.world.deploy_cluster(at, id).await
    }
}
