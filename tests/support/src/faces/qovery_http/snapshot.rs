//! Everything that Qovery keeps, as one document with sorted keys.

use serde_json::{Map, Value, json};

use super::documents;
use crate::state::{
    State,
    qovery::{Cluster, Credential, CredentialValues, Organization, Registry},
};

/// All organizations by id.
pub(super) fn of(state: &State) -> Value {
    let organizations = state.organizations.iter();
    organizations
        .map(|(id, known)| (id.clone(), organization(state, known)))
        .collect()
}

fn organization(state: &State, known: &Organization) -> Value {
    let clusters = known.clusters.iter();
    json!({
        "credentials": by_id(known.credentials.iter().map(|it| (&it.id, credential(it)))),
        "clusters": by_id(clusters.map(|it| (&it.id, cluster(state, it)))),
        "registries": by_id(known.registries.iter().map(|it| (&it.id, registry(known, it)))),
    })
}

fn by_id<'a>(items: impl Iterator<Item = (&'a String, Value)>) -> Map<String, Value> {
    items.map(|(id, item)| (id.clone(), item)).collect()
}

fn credential(credential: &Credential) -> Value {
    with_secret(documents::credential(credential), &credential.values)
}

fn registry(known: &Organization, registry: &Registry) -> Value {
    with_secret(documents::registry(known, registry), &registry.values)
}

fn with_secret(mut document: Value, values: &CredentialValues) -> Value {
    if let CredentialValues::Static(_, secret) = values {
        document["secret_access_key"] = json!(secret);
    }
    document
}

fn cluster(state: &State, cluster: &Cluster) -> Value {
    let identity = |values: &Option<CredentialValues>| {
        let values = values.as_ref();
        values
            .and_then(CredentialValues::identity)
            .map(str::to_owned)
    };
    json!({
        "name": cluster.name,
        "credentials_id": cluster.credentials,
        "in_use": identity(&cluster.in_use),
        "in_flight": identity(&cluster.in_flight),
        "status": documents::status(cluster, state.now),
    })
}
