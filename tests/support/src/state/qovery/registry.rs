//! Container registries. Each cluster has one for mirrored images, made with the cluster, with a
//! copy of the credentials' values that no change of the credentials reaches.

use super::{CredentialValues, Refusal};
use crate::state::State;

/// A container registry.
#[derive(Debug, Clone, PartialEq)]
pub struct Registry {
    /// Qovery's id.
    pub id: String,
    /// The name in the console.
    pub name: String,
    /// `ECR`, `DOCKER_HUB` and so on.
    pub kind: String,
    /// The text in the console.
    pub description: String,
    /// Where the images are.
    pub url: String,
    /// The id of the cluster that it was made with.
    pub cluster: Option<String>,
    /// The AWS region.
    pub region: String,
    /// How Qovery gets into it.
    pub values: CredentialValues,
}

/// The whole of what a `PUT` may change.
#[derive(Debug, Clone, PartialEq)]
pub struct RegistryRequest {
    /// The name in the console.
    pub name: String,
    /// `ECR`, `DOCKER_HUB` and so on.
    pub kind: String,
    /// The text in the console.
    pub description: String,
    /// Where the images are.
    pub url: String,
    /// The AWS region.
    pub region: String,
    /// How Qovery gets into it.
    pub values: CredentialValues,
}

impl Registry {
    /// The registry of a cluster, with a copy of these values.
    pub(super) fn of_cluster(cluster: &str, name: &str, values: CredentialValues) -> Self {
        Self {
            // A registry is known by its cluster: its own id is not counted.
            id: cluster.replacen("-4000-", "-4001-", 1),
            name: format!("registry-{name}"),
            kind: "ECR".to_owned(),
            description: "Qovery managed registry".to_owned(),
            url: "https://123456789012.dkr.ecr.eu-west-3.amazonaws.com".to_owned(),
            cluster: Some(cluster.to_owned()),
            region: "eu-west-3".to_owned(),
            values,
        }
    }
}

impl State {
    pub(crate) fn registry_of(
        &mut self,
        organization: &str,
        id: &str,
    ) -> Result<&mut Registry, Refusal> {
        let missing = self.qovery.missing;
        let mut registries = self.organization(organization)?.registries.iter_mut();
        let found = registries.find(|registry| registry.id == id);
        found.ok_or_else(|| missing.refusal("container registry", id))
    }

    /// Replaces all but the id and the cluster.
    pub(crate) fn edit_registry(
        &mut self,
        organization: &str,
        id: &str,
        request: RegistryRequest,
    ) -> Result<Registry, Refusal> {
        let is_allowed = self.qovery.allows_registry_changes;
        let registry = self.registry_of(organization, id)?;
        if !is_allowed {
            return Err(Refusal::bad_request("the registry cannot be changed"));
        }
        let RegistryRequest {
            name,
            kind,
            description,
            url,
            region,
            values,
        } = request;
        *registry = Registry {
            id: registry.id.clone(),
            cluster: registry.cluster.clone(),
            name,
            kind,
            description,
            url,
            region,
            values,
        };
        Ok(registry.clone())
    }
}
