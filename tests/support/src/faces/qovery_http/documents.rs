//! Answers as published: never a secret.

use domain::qovery::RegistryForm;
use serde_json::{Map, Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::state::qovery::{
    Cluster, Credential, CredentialValues, Lock, Organization, Reason, Registry,
};

/// `ClusterCredentials`
pub(super) fn credential(credential: &Credential) -> Value {
    let mut answer = shown(&credential.values);
    answer.insert("id".to_owned(), json!(credential.id));
    answer.insert("name".to_owned(), json!(credential.name));
    let object_type = credential.values.object_type();
    answer.insert("object_type".to_owned(), json!(object_type));
    Value::Object(answer)
}

fn shown(values: &CredentialValues) -> Map<String, Value> {
    let shown = match values {
        CredentialValues::Role(arn) => ("role_arn", arn),
        CredentialValues::Static(id, _) => ("access_key_id", id),
        CredentialValues::Foreign { fields, .. } => return fields.clone(),
    };
    [(shown.0.to_owned(), json!(shown.1))].into_iter().collect()
}

/// `OrganizationCrendentialsResponseList`
pub(super) fn credentials_with_clusters(organization: &Organization) -> Value {
    let entries = organization.credentials.iter().map(|one| {
        let clusters: Vec<_> = organization.linked_clusters(&one.id).map(link).collect();
        json!({ "credential": credential(one), "clusters": clusters })
    });
    let unreadable = organization.unreadable.iter().cloned();
    results(entries.chain(unreadable))
}

/// `CredentialCluster`
fn link(cluster: &Cluster) -> Value {
    json!({ "id": cluster.id, "name": cluster.name, "cloud_provider": "AWS" })
}

/// `ClusterStatus`
pub(super) fn status(cluster: &Cluster, now: OffsetDateTime) -> Value {
    let execution = cluster
        .last_deployment_at
        .map(|at| format!("{}-{}", cluster.id, at.unix_timestamp()));
    json!({
        "cluster_id": cluster.id,
        "status": cluster.state.as_str(),
        "is_deployed": cluster.in_use.is_some(),
        "next_k8s_available_version": null,
        "last_execution_id": execution,
        "cluster_lock": cluster.lock_at(now).map(|it| lock(&cluster.id, it)),
        "last_deployment_date": cluster.last_deployment_at.map(date),
        "reason": match cluster.reason {
            Reason::Unspecified => "UNSPECIFIED",
            Reason::Maintenance => "MAINTENANCE",
        },
    })
}

/// `ClusterLock`
fn lock(cluster: &str, lock: &Lock) -> Value {
    let mut answer = json!({
        "cluster_id": cluster,
        "owner_name": lock.owner,
        "reason": lock.reason,
        "locked_at": date(lock.locked_at),
    });
    if let Some(days) = lock.ttl_in_days {
        answer["ttl_in_days"] = json!(days);
    }
    answer
}

/// `ContainerRegistryResponse`, or `HelmRepositoryResponse`
pub(super) fn registry(organization: &Organization, registry: &Registry) -> Value {
    let mut config = shown(&registry.values);
    config.insert("region".to_owned(), json!(registry.region));
    let cluster = registry.cluster.as_ref();
    let mut clusters = organization.clusters.iter();
    let cluster = cluster.and_then(|id| clusters.find(|cluster| cluster.id == *id));
    let mut answer = json!({
        "id": registry.id,
        "created_at": date(OffsetDateTime::UNIX_EPOCH),
        "name": registry.name,
        "kind": registry.kind,
        "description": registry.description,
        "url": registry.url,
        "config": config,
    });
    if let Some(cluster) = cluster {
        answer["cluster"] = json!({ "id": cluster.id, "name": cluster.name });
    }
    if registry.form == RegistryForm::Helm {
        answer["skip_tls_verification"] = json!(registry.skips_tls_verification);
    }
    answer
}

/// `Organization`
pub(super) fn organization(id: &str) -> Value {
    let created_at = date(OffsetDateTime::UNIX_EPOCH);
    json!({ "id": id, "created_at": created_at, "name": "stand-in", "plan": "TEAM_2025" })
}

/// Every list.
pub(super) fn results(items: impl Iterator<Item = Value>) -> Value {
    json!({ "results": items.collect::<Vec<_>>() })
}

fn date(at: OffsetDateTime) -> String {
    at.format(&Rfc3339).unwrap_or_default()
}
