//! Qovery: credentials, the clusters linked to them, and deployments that take their values.

use domain::{
    port_error::{PortError, PortErrorKind},
    ports::CredentialRegistry,
    qovery::{
        Access, Cluster, ClusterId, ClusterState, ClusterStatus, Credentials, CredentialsId,
        CredentialsRequest, CredentialsValues, LinkedCredentials, NewValues,
    },
};
use secrecy::ExposeSecret;

use super::{
    Kind, Refusal, World, not_found,
    state::{CredentialsState, HeldValues, OrganizationState, State},
};

impl CredentialRegistry for World {
    async fn list_organization_credentials(
        &self,
        at: &Access,
    ) -> Result<Vec<LinkedCredentials>, PortError> {
        let operation = "GET /organization/{id}/credentials";
        let resource = at.organization.as_str();
        self.call(Kind::Read, operation, resource, |state| {
            let organization = open(state, at)?;
            let linked = organization.credentials.iter().map(|held| {
                let clusters = organization.clusters.iter();
                LinkedCredentials {
                    credentials: shown(held),
                    clusters: clusters
                        .filter(|cluster| cluster.credentials == held.id)
                        .map(|cluster| Cluster {
                            id: cluster.id.clone(),
                            name: cluster.name.clone(),
                        })
                        .collect(),
                }
            });
            Ok(linked.collect())
        })
        .await
    }

    async fn create_aws_credentials(
        &self,
        at: &Access,
        request: &CredentialsRequest,
    ) -> Result<Credentials, PortError> {
        let operation = "POST /organization/{id}/aws/credentials";
        let resource = at.organization.as_str();
        self.call(Kind::Effect, operation, resource, |state| {
            open(state, at)?;
            let values = held(&request.values);
            let id = state.add_credentials(resource, &request.name, values);
            let id = not_found(id, "no such organization")?;
            Ok(shown(find(open(state, at)?, &id)?))
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
        self.call(Kind::Effect, operation, id.as_str(), |state| {
            let organization = open(state, at)?;
            let allows_change_of_type = organization.allows_change_of_type;
            let stored = find(organization, id)?;
            let values = held(&request.values);
            let same_type =
                std::mem::discriminant(&values) == std::mem::discriminant(&stored.values);
            if !same_type && !allows_change_of_type {
                return Err(Refusal(PortErrorKind::Invalid, "the type cannot change"));
            }
            stored.name.clone_from(&request.name);
            stored.values = values;
            Ok(shown(stored))
        })
        .await
    }

    async fn delete_aws_credentials(
        &self,
        at: &Access,
        id: &CredentialsId,
    ) -> Result<(), PortError> {
        let operation = "DELETE /organization/{id}/aws/credentials/{id}";
        self.call(Kind::Effect, operation, id.as_str(), |state| {
            let organization = open(state, at)?;
            find(organization, id)?;
            if organization.clusters.iter().any(|c| c.credentials == *id) {
                return Err(Refusal(PortErrorKind::Invalid, "clusters use it"));
            }
            organization.credentials.retain(|held| held.id != *id);
            Ok(())
        })
        .await
    }

    async fn get_cluster_status(
        &self,
        at: &Access,
        id: &ClusterId,
    ) -> Result<ClusterStatus, PortError> {
        let operation = "GET /organization/{id}/cluster/{id}/status";
        self.call(Kind::Read, operation, id.as_str(), |state| {
            let mut clusters = open(state, at)?.clusters.iter();
            let cluster = not_found(clusters.find(|c| c.id == *id), "no such cluster")?;
            Ok(ClusterStatus {
                state: Some(cluster.state),
                last_deployment_at: cluster.last_deployment_at,
            })
        })
        .await
    }

    /// Deploys at once: the cluster runs on the present values from here on.
    async fn deploy_cluster(&self, at: &Access, id: &ClusterId) -> Result<(), PortError> {
        let operation = "POST /organization/{id}/cluster/{id}/deploy";
        self.call(Kind::Effect, operation, id.as_str(), |state| {
            let now = state.now;
            let organization = open(state, at)?;
            let credentials = organization.credentials.clone();
            let mut clusters = organization.clusters.iter_mut();
            let cluster = not_found(clusters.find(|c| c.id == *id), "no such cluster")?;
            let held = credentials.iter().find(|c| c.id == cluster.credentials);
            cluster.in_use = held.map(|held| held.values.clone());
            cluster.last_deployment_at = Some(now);
            cluster.state = ClusterState::Deployed;
            Ok(())
        })
        .await
    }
}

#[expect(clippy::disallowed_methods, reason = "Qovery compares the token")]
fn open<'a>(state: &'a mut State, at: &Access) -> Result<&'a mut OrganizationState, Refusal> {
    let organization = state.organizations.get_mut(at.organization.as_str());
    let organization = not_found(organization, "no such organization")?;
    if organization.token == at.token.0.expose_secret() {
        Ok(organization)
    } else {
        Err(Refusal(PortErrorKind::Unauthenticated, "unknown token"))
    }
}

fn find<'a>(
    organization: &'a mut OrganizationState,
    id: &CredentialsId,
) -> Result<&'a mut CredentialsState, Refusal> {
    let mut credentials = organization.credentials.iter_mut();
    not_found(
        credentials.find(|held| held.id == *id),
        "no such credentials",
    )
}

fn shown(held: &CredentialsState) -> Credentials {
    Credentials {
        id: held.id.clone(),
        name: held.name.clone(),
        values: match &held.values {
            HeldValues::Role(arn) => CredentialsValues::Role(arn.clone()),
            HeldValues::Static(id, _) => CredentialsValues::Static(id.clone()),
            HeldValues::Other => CredentialsValues::Other,
        },
    }
}

#[expect(clippy::disallowed_methods, reason = "Qovery stores the key")]
fn held(values: &NewValues) -> HeldValues {
    match values {
        NewValues::Role(arn) => HeldValues::Role(arn.to_string()),
        NewValues::Static(key) => {
            HeldValues::Static(key.id.to_string(), key.secret.0.expose_secret().to_owned())
        }
    }
}
