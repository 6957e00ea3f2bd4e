//! Credentials as Qovery shows them and as it takes them.

use secrecy::SecretString;

use super::{Cluster, CredentialsId};
use crate::aws::{access_key::AccessKey, arn::RoleArn};

/// A set of credentials as Qovery shows it: never with the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Qovery's id; clusters are linked to it.
    pub id: CredentialsId,
    /// The name in the console.
    pub name: String,
    /// What it holds.
    pub values: CredentialsValues,
}

/// What a set of credentials holds, as far as Qovery tells.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CredentialsValues {
    /// `AWS_ROLE`
    Role(String),
    /// `AWS`
    Static(String),
    /// Of another kind or cloud; not ours to touch.
    Other,
}

/// A set of credentials with the clusters that use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedCredentials {
    /// The credentials.
    pub credentials: Credentials,
    /// The clusters linked to them.
    pub clusters: Vec<Cluster>,
}

/// What to write: the whole of a set of credentials.
#[derive(Debug, Clone)]
pub struct CredentialsRequest {
    /// The name in the console.
    pub name: String,
    /// What it is to hold.
    pub values: NewValues,
}

/// The values of a write.
#[derive(Debug, Clone)]
pub enum NewValues {
    /// `AWS_ROLE`
    Role(RoleArn),
    /// `AWS_STATIC`
    Static(AccessKey),
}

impl NewValues {
    /// Whether Qovery shows these values already; of a key its id is what can be seen.
    #[must_use]
    pub fn shown_by(&self, values: &CredentialsValues) -> bool {
        match (self, values) {
            (Self::Role(wanted), CredentialsValues::Role(shown)) => wanted.as_str() == shown,
            (Self::Static(wanted), CredentialsValues::Static(shown)) => wanted.id.as_str() == shown,
            _ => false,
        }
    }

    /// The secret half of a key, where one is written.
    #[must_use]
    pub fn secret(&self) -> Option<&SecretString> {
        match self {
            Self::Role(_) => None,
            Self::Static(key) => Some(&key.secret.0),
        }
    }
}
