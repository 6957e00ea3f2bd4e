//! Credentials as Qovery shows them and as it takes them.

use std::fmt;

use secrecy::SecretString;

use super::{Cluster, CredentialsId};
use crate::aws::{
    access_key::{AccessKey, AccessKeyId},
    arn::RoleArn,
};

/// A set of credentials as Qovery shows it: never with the secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Credentials {
    /// Qovery's id; clusters are linked to it.
    pub id: CredentialsId,
    /// The name in the console.
    pub name: String,
    /// What it holds.
    pub values: CredentialsValues,
}

/// The values of credentials, as far as Qovery shows them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CredentialsValues {
    /// `AWS_ROLE`
    Role(String),
    /// `AWS`
    Static(String),
    /// Of another kind or cloud; not ours to touch.
    Other,
}

impl CredentialsValues {
    /// The access key id, of a static key that has the form of AWS's ids.
    #[must_use]
    pub fn key_id(&self) -> Option<AccessKeyId> {
        match self {
            Self::Static(id) => id.parse().ok(),
            Self::Role(_) | Self::Other => None,
        }
    }
}

/// A set of credentials with the clusters that use it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LinkedCredentials {
    /// The credentials.
    pub credentials: Credentials,
    /// The clusters linked to them.
    pub clusters: Vec<Cluster>,
}

/// All credentials of an organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct OrganizationCredentials {
    /// Those that could be read.
    pub entries: Vec<LinkedCredentials>,
    /// Those that could not.
    pub unreadable: Vec<UnreadableEntry>,
}

impl OrganizationCredentials {
    /// The credentials of that id.
    #[must_use]
    pub fn find(&self, id: &CredentialsId) -> Option<&LinkedCredentials> {
        self.entries.iter().find(|one| one.credentials.id == *id)
    }

    /// Whether the credentials of that id are listed, or may be.
    #[must_use]
    pub fn may_have(&self, id: &CredentialsId) -> bool {
        let mut unreadable = self.unreadable.iter();
        self.find(id).is_some() || unreadable.any(|entry| entry.mentions(id.as_str()))
    }
}

/// An entry of the list that has not the published form. It may be ours all the same.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UnreadableEntry(pub String);

impl UnreadableEntry {
    /// Whether the text occurs in the entry's JSON: an ARN, a key id or an id of ours.
    #[must_use]
    pub fn mentions(&self, text: &str) -> bool {
        self.0.contains(text)
    }
}

impl fmt::Debug for UnreadableEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnreadableEntry({} bytes)", self.0.len())
    }
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

    /// The id of a key, where one is written.
    #[must_use]
    pub fn key_id(&self) -> Option<&AccessKeyId> {
        match self {
            Self::Role(_) => None,
            Self::Static(key) => Some(&key.id),
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
