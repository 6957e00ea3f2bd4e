//! The JSON of Qovery's API. Requests say `type`, answers say `object_type`, and the two differ.

use domain::qovery::{
    Cluster, ClusterStatus, Credentials as Shown, CredentialsRequest, CredentialsValues,
    LinkedCredentials, NewValues, UuidError,
};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

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
    // Strings in a tagged enum: nothing that could fail to become JSON.
    serde_json::to_string(&request).unwrap_or_default()
}

/// `ClusterCredentials`, as far as AWS goes.
#[derive(Deserialize)]
pub(super) struct Credentials {
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    object_type: String,
    #[serde(default)]
    role_arn: Option<String>,
    #[serde(default)]
    access_key_id: Option<String>,
}

impl TryFrom<Credentials> for Shown {
    type Error = UuidError;

    fn try_from(shown: Credentials) -> Result<Self, UuidError> {
        let values = match (
            shown.object_type.as_str(),
            shown.role_arn,
            shown.access_key_id,
        ) {
            ("AWS_ROLE", Some(role_arn), _) => CredentialsValues::Role(role_arn),
            ("AWS", _, Some(access_key_id)) => CredentialsValues::Static(access_key_id),
            _ => CredentialsValues::Other,
        };
        Ok(Self {
            id: shown.id.parse()?,
            name: shown.name,
            values,
        })
    }
}

/// `OrganizationCrendentialsResponseList`
#[derive(Deserialize)]
pub(super) struct LinkedList {
    #[serde(default)]
    results: Vec<Linked>,
}

#[derive(Deserialize)]
struct Linked {
    credential: Option<Credentials>,
    #[serde(default)]
    clusters: Vec<LinkedCluster>,
}

#[derive(Deserialize)]
struct LinkedCluster {
    id: String,
    #[serde(default)]
    name: String,
}

impl From<LinkedList> for Vec<LinkedCredentials> {
    /// What has no id cannot be ours.
    fn from(list: LinkedList) -> Self {
        list.results
            .into_iter()
            .filter_map(|linked| {
                Some(LinkedCredentials {
                    credentials: linked.credential?.try_into().ok()?,
                    clusters: linked.clusters.into_iter().filter_map(cluster).collect(),
                })
            })
            .collect()
    }
}

fn cluster(cluster: LinkedCluster) -> Option<Cluster> {
    Some(Cluster {
        id: cluster.id.parse().ok()?,
        name: cluster.name,
    })
}

/// `ClusterStatus`
#[derive(Deserialize)]
pub(super) struct Status {
    status: String,
    #[serde(default)]
    last_deployment_date: Option<String>,
}

impl From<Status> for ClusterStatus {
    fn from(status: Status) -> Self {
        Self {
            state: status.status.parse().ok(),
            last_deployment_at: status
                .last_deployment_date
                .and_then(|text| OffsetDateTime::parse(&text, &Rfc3339).ok()),
        }
    }
}
