//! Credentials as the client of Qovery's API reads and writes them.

use domain::qovery::{
    Cluster, Credentials, CredentialsValues, LinkedCredentials, NewValues, OrganizationCredentials,
    UnreadableEntry,
};
use secrecy::ExposeSecret;

use crate::state::qovery::{self as kept, CredentialValues, Refusal};

/// An id that no client of today could read makes an entry unreadable.
pub(super) fn listed(known: &kept::Organization) -> OrganizationCredentials {
    let mut list = OrganizationCredentials::default();
    for credential in &known.credentials {
        let clusters = known.linked_clusters(&credential.id);
        let clusters = clusters.filter_map(|cluster| {
            Some(Cluster {
                id: cluster.id.parse().ok()?,
                name: cluster.name.clone(),
            })
        });
        match shown(credential) {
            Ok(credentials) => list.entries.push(LinkedCredentials {
                credentials,
                clusters: clusters.collect(),
            }),
            Err(_) => list
                .unreadable
                .push(UnreadableEntry(format!("{credential:?}"))),
        }
    }
    let unreadable = known.unreadable.iter();
    list.unreadable
        .extend(unreadable.map(|entry| UnreadableEntry(entry.to_string())));
    list
}

pub(super) fn shown(credential: &kept::Credential) -> Result<Credentials, Refusal> {
    let unreadable = |_| Refusal::new(200, "an id that no client of today can read");
    Ok(Credentials {
        id: credential.id.parse().map_err(unreadable)?,
        name: credential.name.clone(),
        values: match &credential.values {
            CredentialValues::Role(arn) => CredentialsValues::Role(arn.clone()),
            CredentialValues::Static(id, _) => CredentialsValues::Static(id.clone()),
            CredentialValues::Foreign { fields, .. } => {
                let text = |name: &str| fields.get(name)?.as_str().map(str::to_owned);
                let role = text("role_arn").map(CredentialsValues::Role);
                let key = || text("access_key_id").map(CredentialsValues::Static);
                role.or_else(key).unwrap_or(CredentialsValues::Other)
            }
        },
    })
}

#[expect(clippy::disallowed_methods, reason = "Qovery stores the key")]
pub(super) fn values(values: &NewValues) -> CredentialValues {
    match values {
        NewValues::Role(arn) => CredentialValues::role(arn.as_str()),
        NewValues::Static(key) => {
            CredentialValues::access_key(key.id.as_str(), key.secret.0.expose_secret())
        }
    }
}
