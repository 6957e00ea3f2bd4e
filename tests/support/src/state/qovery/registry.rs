//! Container registries and Helm repositories.
//!
//! Each cluster has a container registry for mirrored images. It is made with the cluster and copies
//! the credentials' values; no change of the credentials reaches the copy.

use domain::qovery::RegistryForm;

use super::{CredentialValues, Refusal};
use crate::state::State;

/// A container registry, or a Helm repository.
#[derive(Debug, Clone, PartialEq)]
pub struct Registry {
    /// Qovery's id.
    pub id: String,
    /// Which of the two.
    pub form: RegistryForm,
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
    /// `skip_tls_verification`, which Helm repositories have.
    pub skips_tls_verification: bool,
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
    /// `skip_tls_verification`, which Helm repositories have.
    pub skips_tls_verification: bool,
}

impl Registry {
    /// The registry of a cluster, with a copy of these values.
    pub(super) fn of_cluster(cluster: &str, name: &str, values: CredentialValues) -> Self {
        Self {
            // A registry is known by its cluster: its own id is not counted.
            id: cluster.replacen("-4000-", "-4001-", 1),
            form: RegistryForm::Container,
            name: format!("registry-{name}"),
            kind: "ECR".to_owned(),
            description: "Qovery managed registry".to_owned(),
            url: "https://123456789012.dkr.ecr.eu-west-3.amazonaws.com".to_owned(),
            cluster: Some(cluster.to_owned()),
            region: "eu-west-3".to_owned(),
            values,
            skips_tls_verification: false,
        }
    }
}

impl State {
    /// A private Helm repository that a person has made, with these values. Nothing without the
    /// organization.
    pub fn add_helm_repository(&mut self, organization: &str, values: CredentialValues) {
        let id = self.next_uuid();
        if let Some(known) = self.organizations.get_mut(organization) {
            known.registries.push(Registry {
                id: id.clone(),
                form: RegistryForm::Helm,
                name: "charts".to_owned(),
                kind: "OCI_ECR".to_owned(),
                description: String::new(),
                url: "oci://123456789012.dkr.ecr.eu-west-3.amazonaws.com".to_owned(),
                cluster: None,
                region: "eu-west-3".to_owned(),
                values,
                skips_tls_verification: true,
            });
        }
    }

    pub(crate) fn registry_of(
        &mut self,
        organization: &str,
        form: RegistryForm,
        id: &str,
    ) -> Result<&mut Registry, Refusal> {
        let missing = self.qovery.missing;
        let mut registries = self.organization(organization)?.registries.iter_mut();
        let found = registries.find(|registry| registry.form == form && registry.id == id);
        found.ok_or_else(|| missing.refusal("registry", id))
    }

    /// Replaces all but the id and the cluster.
    pub(crate) fn edit_registry(
        &mut self,
        organization: &str,
        form: RegistryForm,
        id: &str,
        request: RegistryRequest,
    ) -> Result<Registry, Refusal> {
        let is_allowed = self.qovery.allows_registry_changes;
        let registry = self.registry_of(organization, form, id)?;
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
            skips_tls_verification,
        } = request;
        *registry = Registry {
            id: registry.id.clone(),
            form,
            cluster: registry.cluster.clone(),
            name,
            kind,
            description,
            url,
            region,
            values,
            skips_tls_verification,
        };
        Ok(registry.clone())
    }
}
