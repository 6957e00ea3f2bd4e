//! Credentials: as they are written, one set as it is read, and the list of them.
//!
//! Requests say `type`, answers say `object_type`, and the two differ.

use domain::qovery::{
    Cluster, Credentials, CredentialsRequest, CredentialsValues, LinkedCredentials, NewValues,
    OrganizationCredentials, UnreadableEntry,
};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use super::{
    form::FormError,
    results::{Fold, check_length},
};
use crate::text::{readable, without_escapes};

/// `AwsCredentialsRequest`. Without `type` the API takes it for static and misses a key.
#[derive(Serialize)]
#[serde(tag = "type")]
enum Request<'a> {
    #[serde(rename = "AWS_ROLE")]
    Role { name: &'a str, role_arn: &'a str },
    #[serde(rename = "AWS_STATIC")]
    Static {
        name: &'a str,
        access_key_id: &'a str,
        secret_access_key: &'a str,
    },
}

/// The body of a write.
pub(super) fn body(request: &CredentialsRequest) -> String {
    let name = &request.name;
    let request = match &request.values {
        NewValues::Role(role) => Request::Role {
            name,
            role_arn: role.as_str(),
        },
        NewValues::Static(key) => Request::Static {
            name,
            access_key_id: key.id.as_str(),
            #[expect(clippy::disallowed_methods, reason = "Qovery is given the key here")]
            secret_access_key: key.secret.0.expose_secret(),
        },
    };
    #[expect(
        clippy::expect_used,
        reason = "strings in a tagged enum: nothing that could fail to become JSON"
    )]
    serde_json::to_string(&request).expect("strings become JSON")
}

/// Reads one set, as a write or a look at its id answers.
pub(super) fn read(json: &[u8]) -> Result<Credentials, FormError> {
    let shown: ShownCredentials = serde_json::from_slice(json)?;
    shown.try_into()
}

/// `ClusterCredentials`, as far as AWS goes.
#[derive(Deserialize)]
struct ShownCredentials {
    id: String,
    name: String,
    object_type: String,
    #[serde(default)]
    role_arn: Option<String>,
    #[serde(default)]
    access_key_id: Option<String>,
}

impl TryFrom<ShownCredentials> for Credentials {
    type Error = FormError;

    /// What holds a role or a key counts as its holder, whatever its type: `EKS_ANYWHERE_VSPHERE`
    /// has either.
    fn try_from(shown: ShownCredentials) -> Result<Self, FormError> {
        let is_role = shown.object_type == "AWS_ROLE";
        let is_key = shown.object_type == "AWS";
        let values = match (shown.role_arn, shown.access_key_id) {
            (Some(role_arn), None) if !is_key => CredentialsValues::Role(role_arn),
            (None, Some(access_key_id)) if !is_role => CredentialsValues::Static(access_key_id),
            (None, None) if !is_role && !is_key => CredentialsValues::Other,
            _ => {
                return Err(FormError::Published(
                    "`role_arn` and `access_key_id` do not fit `object_type`",
                ));
            }
        };
        let id = shown.id.parse();
        Ok(Self {
            id: id.map_err(|_| FormError::Published("`id` is not an id"))?,
            name: readable(&shown.name),
            values,
        })
    }
}

/// An entry of `OrganizationCrendentialsResponseList`. Without `clusters` it does not say that no
/// cluster uses it.
#[derive(Deserialize)]
struct Entry {
    credential: ShownCredentials,
    clusters: Vec<ShownCluster>,
}

#[derive(Deserialize)]
struct ShownCluster {
    id: String,
    name: String,
}

impl TryFrom<Entry> for LinkedCredentials {
    type Error = FormError;

    fn try_from(entry: Entry) -> Result<Self, FormError> {
        let clusters = entry.clusters.into_iter().map(Cluster::try_from);
        Ok(Self {
            clusters: clusters.collect::<Result<_, _>>()?,
            credentials: entry.credential.try_into()?,
        })
    }
}

impl TryFrom<ShownCluster> for Cluster {
    type Error = FormError;

    fn try_from(shown: ShownCluster) -> Result<Self, FormError> {
        let id = shown.id.parse();
        Ok(Self {
            id: id.map_err(|_| FormError::Published("a cluster's `id` is not an id"))?,
            name: readable(&shown.name),
        })
    }
}

/// The list of an organization's credentials.
#[derive(Default)]
pub(super) struct CredentialsFold {
    list: OrganizationCredentials,
    /// Credentials and clusters.
    count: usize,
}

impl Fold for CredentialsFold {
    fn add(&mut self, json: &str) -> Result<(), FormError> {
        let entry = serde_json::from_str::<Entry>(json).map_err(FormError::from);
        self.count += 1;
        match entry.and_then(LinkedCredentials::try_from) {
            Ok(entry) => {
                self.count += entry.clusters.len();
                self.list.entries.push(entry);
            }
            Err(_) => self
                .list
                .unreadable
                .push(UnreadableEntry(without_escapes(json))),
        }
        check_length(self.count)
    }
}

impl From<CredentialsFold> for OrganizationCredentials {
    fn from(fold: CredentialsFold) -> Self {
        fold.list
    }
}
