//! Qovery's API.

use domain::{
    port_error::{PortError, PortErrorKind},
    ports::CredentialRegistry,
    qovery::{
        Access, ClusterId, ClusterLock, ClusterStatus, ClusterStatuses, Credentials, CredentialsId,
        CredentialsRequest, NewValues, OrganizationCredentials, Registries, Registry, RegistryForm,
    },
};
use secrecy::ExposeSecret;

use super::{
    State, World,
    call::{
        Kind::{self, Effect, Read},
        Refused,
    },
    credentials::{listed, shown, values},
    registries,
};
use crate::state::qovery::{Reason, Refusal};

/// A refusal of a call on the whole organization, sorted by its status.
impl Refused for Refusal {
    fn kind(&self) -> PortErrorKind {
        match self.status {
            401 => PortErrorKind::Unauthenticated,
            403 => PortErrorKind::AccessDenied,
            404 => PortErrorKind::NotFound,
            409 => PortErrorKind::Conflict,
            429 => PortErrorKind::Throttled(self.retry_after),
            _ => PortErrorKind::Invalid,
        }
    }
}

/// A refusal of a call on one thing by its id: what is missing and what may not be seen are one.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
struct OfOne(#[from] Refusal);

impl Refused for OfOne {
    fn kind(&self) -> PortErrorKind {
        match &self.0 {
            refusal if refusal.is_missing || refusal.status == 403 => PortErrorKind::NotFound,
            refusal => refusal.kind(),
        }
    }
}

impl CredentialRegistry for World {
    async fn list_organization_credentials(
        &self,
        at: &Access,
    ) -> Result<OrganizationCredentials, PortError> {
        let operation = "GET /organization/{id}/credentials";
        self.of_all(Read, operation, at, |state, organization| {
            Ok(listed(state.organization(organization)?))
        })
        .await
    }

    async fn get_aws_credentials(
        &self,
        at: &Access,
        id: &CredentialsId,
    ) -> Result<Credentials, PortError> {
        let operation = "GET /organization/{id}/aws/credentials/{id}";
        self.of_one(Read, operation, at, id.as_str(), |state, organization| {
            shown(state.credentials_of(organization, id.as_str())?)
        })
        .await
    }

    async fn create_aws_credentials(
        &self,
        at: &Access,
        request: &CredentialsRequest,
    ) -> Result<Credentials, PortError> {
        let operation = "POST /organization/{id}/aws/credentials";
        self.of_all(Effect, operation, at, |state, organization| {
            let values = values(&request.values);
            shown(&state.create_credentials(organization, &request.name, values)?)
        })
        .await
    }

    async fn edit_aws_credentials(
        &self,
        at: &Access,
        id: &CredentialsId,
        request: &CredentialsRequest,
    ) -> Result<Credentials, PortError> {
        let operation = "PUT /organization/{id}/aws/credentials/{id}";
        self.of_one(Effect, operation, at, id.as_str(), |state, organization| {
            let CredentialsRequest { name, values: new } = request;
            shown(&state.edit_credentials(organization, id.as_str(), name, values(new))?)
        })
        .await
    }

    async fn delete_aws_credentials(
        &self,
        at: &Access,
        id: &CredentialsId,
    ) -> Result<(), PortError> {
        let operation = "DELETE /organization/{id}/aws/credentials/{id}";
        self.of_one(Effect, operation, at, id.as_str(), |state, organization| {
            state.delete_credentials(organization, id.as_str())
        })
        .await
    }

    async fn list_cluster_statuses(&self, at: &Access) -> Result<ClusterStatuses, PortError> {
        let operation = "GET /organization/{id}/cluster/status";
        self.of_all(Read, operation, at, |state, organization| {
            let now = state.now;
            let clusters = state.organization(organization)?.clusters.iter();
            let statuses = clusters.filter_map(|cluster| {
                let lock = cluster.lock_at(now).map(|lock| ClusterLock {
                    owner: lock.owner.clone(),
                    reason: lock.reason.clone(),
                    until: lock.until(),
                });
                let status = ClusterStatus {
                    state: Some(cluster.state),
                    last_deployment_at: cluster.last_deployment_at,
                    lock,
                };
                Some((cluster.id.parse().ok()?, status))
            });
            Ok(statuses.collect())
        })
        .await
    }

    async fn list_registries(
        &self,
        at: &Access,
        form: RegistryForm,
    ) -> Result<Registries, PortError> {
        let operation = match form {
            RegistryForm::Container => "GET /organization/{id}/containerRegistry",
            RegistryForm::Helm => "GET /organization/{id}/helmRepository",
        };
        self.of_all(Read, operation, at, |state, organization| {
            let known = state.organization(organization)?;
            Ok(registries::listed(known, form))
        })
        .await
    }

    async fn edit_registry(
        &self,
        at: &Access,
        registry: &Registry,
        new: &NewValues,
    ) -> Result<Registry, PortError> {
        let operation = match registry.form {
            RegistryForm::Container => "PUT /organization/{id}/containerRegistry/{id}",
            RegistryForm::Helm => "PUT /organization/{id}/helmRepository/{id}",
        };
        let id = registry.id.as_str();
        self.of_one(Effect, operation, at, id, |state, organization| {
            let request = registries::request(registry, values(new));
            let edited = state.edit_registry(organization, registry.form, id, request)?;
            registries::shown(&edited)
                .ok_or_else(|| Refusal::new(200, "nothing that a client of today can read"))
        })
        .await
    }

    async fn deploy_cluster(&self, at: &Access, id: &ClusterId) -> Result<(), PortError> {
        let operation = "POST /organization/{id}/cluster/{id}/deploy";
        self.of_one(Effect, operation, at, id.as_str(), |state, organization| {
            state.deploy(organization, id.as_str(), Reason::Unspecified)
        })
        .await
    }
}

impl World {
    /// A call on the whole organization.
    async fn of_all<T>(
        &self,
        kind: Kind,
        operation: &'static str,
        at: &Access,
        act: impl FnOnce(&mut State, &str) -> Result<T, Refusal> + Send,
    ) -> Result<T, PortError> {
        let organization = at.organization.as_str();
        self.call(kind, operation, organization, |state| {
            self.count_request(state, at)?;
            permit(state, at, operation)?;
            act(state, organization)
        })
        .await
    }

    /// A call on one thing of it.
    async fn of_one<T>(
        &self,
        kind: Kind,
        operation: &'static str,
        at: &Access,
        id: &str,
        act: impl FnOnce(&mut State, &str) -> Result<T, Refusal> + Send,
    ) -> Result<T, PortError> {
        self.call(kind, operation, id, |state| {
            self.count_request(state, at)?;
            permit(state, at, operation)?;
            act(state, at.organization.as_str()).map_err(OfOne)
        })
        .await
    }
}

/// The path is the operation's own: rules that name an id do not apply here.
#[expect(clippy::disallowed_methods, reason = "Qovery compares the token")]
fn permit(state: &mut State, at: &Access, operation: &str) -> Result<(), Refusal> {
    state.token_sent_to.insert(at.url.to_string());
    let (method, path) = operation.split_once(' ').unwrap_or_default();
    let organization = at.organization.as_str();
    let path = path.replacen("{id}", organization, 1);
    state.permit(
        Some(at.token.0.expose_secret()),
        organization,
        method,
        &path,
    )
}
