//! After a rotation: deploys the linked clusters, so that they take the new key now.

use domain::{
    finding::Finding,
    message::chain,
    ports::CredentialRegistry,
    qovery::{Access, Cluster, ClusterId},
    rotation::{Deployment, deployment},
};
use time::OffsetDateTime;

/// Deploys what has not taken the key yet. What is refused or under way is told, not fatal: the
/// old key stays active until every cluster has been deployed.
pub(crate) async fn redeploy(
    registry: &impl CredentialRegistry,
    access: &Access,
    clusters: &[Cluster],
    pushed_at: OffsetDateTime,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for cluster in clusters {
        findings.extend(one(registry, access, cluster, pushed_at).await);
    }
    findings
}

async fn one(
    registry: &impl CredentialRegistry,
    access: &Access,
    cluster: &Cluster,
    pushed_at: OffsetDateTime,
) -> Option<Finding> {
    let status = match registry.get_cluster_status(access, &cluster.id).await {
        Ok(status) => status,
        Err(error) => {
            return Some(finding(
                cluster,
                &format!("has no state: {}", chain(&error)),
            ));
        }
    };
    match deployment(&status, pushed_at) {
        Deployment::NotNeeded => None,
        Deployment::NotNow => Some(finding(cluster, &format!("is {}", status.state_name()))),
        Deployment::Needed => deploy(registry, access, &cluster.id)
            .await
            .map(|refused| finding(cluster, &refused)),
    }
}

async fn deploy(
    registry: &impl CredentialRegistry,
    access: &Access,
    id: &ClusterId,
) -> Option<String> {
    let deployed = registry.deploy_cluster(access, id).await;
    deployed.err().map(|error| chain(&error))
}

fn finding(cluster: &Cluster, why: &str) -> Finding {
    Finding {
        code: "cluster-not-deployed",
        statement: None,
        sid: None,
        message: format!("cluster `{}` was not deployed: {why}", cluster.name),
        hint: "deploy the cluster in the Qovery console; until then it uses the old key, which stays active".to_owned(),
    }
}
