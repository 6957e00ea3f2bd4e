//! The hub's side of what is done for one member: Qovery, the token, the answer.

use std::sync::atomic::{AtomicBool, Ordering};

use domain::{
    aws::{
        access_key::AccessKeyId,
        arn::{AccountId, SecretArn},
    },
    port_error::PortError,
    ports::{Answers, CredentialRegistry, KeyAccounts, Secrets},
    qovery::{
        Access, ClusterId, ClusterStatuses, Credentials, CredentialsId, CredentialsRequest,
        NewValues, OrganizationCredentials, Registries, Registry, RegistryForm,
    },
};
use secrecy::SecretString;

use super::batch::{Batch, QoverySide};
use crate::Clock;

/// The hub's side of what is done for one member. Beside a batch that was never opened, every
/// question is asked.
pub(super) struct HubSide<'a, W, C> {
    batch: &'a Batch<'a, W, C>,
    /// Whether something was written at Qovery that the batch's list does not show. Shared by the
    /// requests of one account: no other account's matter to it.
    has_written: &'a AtomicBool,
}

impl<'a, W, C> HubSide<'a, W, C> {
    pub(super) fn new(batch: &'a Batch<'a, W, C>, has_written: &'a AtomicBool) -> Self {
        Self { batch, has_written }
    }

    /// What the batch has read, where it still holds: of the hub's own organization, and from after
    /// the last write.
    fn unless_stale<T>(&self, at: &Access, read: Option<T>) -> Option<T> {
        let is_ours = at.organization == self.batch.settings.organization;
        read.filter(|_| is_ours && !self.has_written.load(Ordering::Relaxed))
    }

    fn write(&self) {
        self.has_written.store(true, Ordering::Relaxed);
    }
}

impl<W: QoverySide, C: Clock> Secrets for HubSide<'_, W, C> {
    async fn get_secret_value(&self, secret: &SecretArn) -> Result<SecretString, PortError> {
        self.batch.get_secret_value(secret).await
    }
}

/// The answer does not depend on who asks, so no member has to allow it.
impl<W: KeyAccounts, C: Clock> KeyAccounts for HubSide<'_, W, C> {
    async fn get_access_key_info(&self, id: &AccessKeyId) -> Result<AccountId, PortError> {
        self.batch.world.get_access_key_info(id).await
    }
}

impl<W: Answers, C: Clock> Answers for HubSide<'_, W, C> {
    async fn put_answer(&self, response_url: &SecretString, body: String) -> Result<(), PortError> {
        self.batch.world.put_answer(response_url, body).await
    }
}

/// Within the budget, and what the batch has read is not read again.
impl<W: QoverySide, C: Clock> CredentialRegistry for HubSide<'_, W, C> {
    async fn list_organization_credentials(
        &self,
        at: &Access,
    ) -> Result<OrganizationCredentials, PortError> {
        if let Some(listed) = self.unless_stale(at, self.batch.credentials()) {
            return listed;
        }
        self.batch.admit(at, "GET /organization/{id}/credentials")?;
        self.batch.world.list_organization_credentials(at).await
    }

    async fn get_aws_credentials(
        &self,
        at: &Access,
        id: &CredentialsId,
    ) -> Result<Credentials, PortError> {
        self.batch
            .admit(at, "GET /organization/{id}/aws/credentials/{id}")?;
        self.batch.world.get_aws_credentials(at, id).await
    }

    async fn create_aws_credentials(
        &self,
        at: &Access,
        request: &CredentialsRequest,
    ) -> Result<Credentials, PortError> {
        self.batch
            .admit(at, "POST /organization/{id}/aws/credentials")?;
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
            .admit(at, "PUT /organization/{id}/aws/credentials/{id}")?;
        self.write();
        self.batch.world.edit_aws_credentials(at, id, request).await
    }

    async fn delete_aws_credentials(
        &self,
        at: &Access,
        id: &CredentialsId,
    ) -> Result<(), PortError> {
        self.batch
            .admit(at, "DELETE /organization/{id}/aws/credentials/{id}")?;
        self.write();
        self.batch.world.delete_aws_credentials(at, id).await
    }

    async fn list_cluster_statuses(&self, at: &Access) -> Result<ClusterStatuses, PortError> {
        if let Some(statuses) = self.unless_stale(at, self.batch.statuses()) {
            return statuses;
        }
        self.batch
            .admit(at, "GET /organization/{id}/cluster/status")?;
        self.batch.world.list_cluster_statuses(at).await
    }

    async fn list_registries(
        &self,
        at: &Access,
        form: RegistryForm,
    ) -> Result<Registries, PortError> {
        if let Some(listed) = self.unless_stale(at, self.batch.registries(form)) {
            return listed;
        }
        self.batch.admit(
            at,
            match form {
                RegistryForm::Container => "GET /organization/{id}/containerRegistry",
                RegistryForm::Helm => "GET /organization/{id}/helmRepository",
            },
        )?;
        self.batch.world.list_registries(at, form).await
    }

    async fn edit_registry(
        &self,
        at: &Access,
        registry: &Registry,
        values: &NewValues,
    ) -> Result<Registry, PortError> {
        self.batch.admit(
            at,
            match registry.form {
                RegistryForm::Container => "PUT /organization/{id}/containerRegistry/{id}",
                RegistryForm::Helm => "PUT /organization/{id}/helmRepository/{id}",
            },
        )?;
        self.write();
        self.batch.world.edit_registry(at, registry, values).await
    }

    async fn deploy_cluster(&self, at: &Access, id: &ClusterId) -> Result<(), PortError> {
        self.batch
            .admit(at, "POST /organization/{id}/cluster/{id}/deploy")?;
        self.batch.world.deploy_cluster(at, id).await
    }
}
