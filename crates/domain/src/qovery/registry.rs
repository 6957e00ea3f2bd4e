//! Container registries and Helm repositories. Each keeps its own copy of a key or a role's ARN: no
//! change of the credentials reaches it.

use std::fmt;

use super::{ClusterId, CredentialsValues, RegistryId, UnreadableEntry};

/// The registries of an organization that get into AWS.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Registries {
    /// Those that could be read.
    pub entries: Vec<Registry>,
    /// Those that could not.
    pub unreadable: Vec<UnreadableEntry>,
}

/// A container registry or Helm repository that gets into AWS.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Registry {
    /// Qovery's id.
    pub id: RegistryId,
    /// Which list it is in.
    pub form: RegistryForm,
    /// The name in the console, fit for a message.
    pub name: String,
    /// The cluster that it was made with. `None` means that a person made it.
    pub cluster: Option<ClusterId>,
    /// What it gets into AWS with.
    pub values: CredentialsValues,
    /// What a write repeats.
    pub settings: RegistrySettings,
}

/// The two lists of registries that Qovery has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RegistryForm {
    /// `containerRegistry`
    Container,
    /// `helmRepository`
    Helm,
}

/// What a write repeats as it was, because a write replaces the whole registry.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RegistrySettings {
    /// `name`, as Qovery has it.
    pub name: String,
    /// `ECR`, `OCI_ECR` and so on.
    pub kind: String,
    /// `description`
    pub description: Option<String>,
    /// `url`
    pub url: Option<String>,
    /// `skip_tls_verification`, which Helm repositories have.
    pub skips_tls_verification: Option<bool>,
    /// `config`, as Qovery's JSON, without the secret key.
    pub config: String,
}

/// `config` may hold what nobody expects in it.
impl fmt::Debug for RegistrySettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegistrySettings")
            .field("name", &self.name)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl Registry {
    /// Whether it can be given other values. What other kinds hold beside a key or a role, Qovery
    /// does not show, so that a write could not repeat it.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        matches!(
            (self.form, self.settings.kind.as_str()),
            (RegistryForm::Container, "ECR") | (RegistryForm::Helm, "OCI_ECR")
        )
    }
}

impl Registries {
    /// These and those of the other list.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.entries.extend(other.entries);
        self.unreadable.extend(other.unreadable);
        self
    }
}
