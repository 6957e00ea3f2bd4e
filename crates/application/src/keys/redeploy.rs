//! Deploys the linked clusters, so that they take the new values at once.

use domain::{
    finding::{Code, Finding},
    message::chain,
    port_error::PortError,
    ports::CredentialRegistry,
    qovery::{Access, Cluster, ClusterStatus, Organization},
    rotation::{Deployment, deployment},
};
use time::OffsetDateTime;

/// Deploys each cluster that has not taken the values that Qovery got at `since`, unless it is
/// locked or busy. Returns a finding for each that was not deployed; the old values stay valid for
/// it.
pub async fn redeploy(
    registry: &impl CredentialRegistry,
    access: &Access,
    clusters: &[Cluster],
    organization: &Organization,
    since: OffsetDateTime,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for cluster in clusters {
        let status = organization.status(cluster);
        let why = deploy(registry, access, cluster, status, since).await;
        findings.extend(why.map(|why| not_deployed(cluster, &why)));
    }
    findings
}

/// The finding for clusters that could not be looked at: none of them was deployed.
#[must_use]
pub fn not_looked_at(error: &PortError) -> Finding {
    let cause = chain(error);
    Finding::new(
        Code::ClusterNotDeployed,
        format!("no cluster was deployed: could not look at the clusters: {cause}"),
    )
}

/// Why the cluster was not deployed. `None` means that it was, or need not be.
async fn deploy(
    registry: &impl CredentialRegistry,
    access: &Access,
    cluster: &Cluster,
    status: Option<&ClusterStatus>,
    since: OffsetDateTime,
) -> Option<String> {
    let Some(status) = status else {
        return Some("its state could not be read".to_owned());
    };
    if let Some(lock) = &status.lock {
        return Some(lock.to_string());
    }
    match deployment(status, since) {
        Deployment::NotNeeded => None,
        Deployment::NotNow => Some(format!("it is {}", status.state_name())),
        Deployment::Needed => {
            let deployed = registry.deploy_cluster(access, &cluster.id).await;
            deployed.err().map(|error| chain(&error))
        }
    }
}

fn not_deployed(cluster: &Cluster, why: &str) -> Finding {
    Finding::new(
        Code::ClusterNotDeployed,
        format!("cluster `{}` was not deployed: {why}", cluster.name),
    )
}
