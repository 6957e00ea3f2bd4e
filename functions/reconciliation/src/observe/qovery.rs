//! The token, then what it opens, then the state of each cluster.

use std::time::Duration;

use domain::{
    message::chain,
    ports::{CredentialRegistry, Secrets},
    qovery::{Access, ApiToken, Cluster, LinkedCredentials},
    reconciliation::{Expected, Known, SeenCluster, Unknown},
};
use futures_util::{StreamExt, stream};
use secrecy::ExposeSecret;
use tokio::time::timeout;

/// Statuses that are asked for side by side: a hundred clusters take thirteen rounds, and Qovery
/// is not flooded.
const SIDE_BY_SIDE: usize = 8;

/// What Qovery shows.
pub(super) struct AtQovery {
    pub(super) token: Known<()>,
    pub(super) access: Option<Access>,
    pub(super) linked: Known<Vec<LinkedCredentials>>,
    pub(super) clusters: Vec<SeenCluster>,
}

/// Asks Qovery; clusters that are not told within `time` are unknown.
pub(super) async fn qovery(
    world: &(impl Secrets + CredentialRegistry),
    expected: &Expected,
    time: Duration,
) -> AtQovery {
    let access = match access(world, expected).await {
        Ok(access) => access,
        Err(unseen) => {
            return AtQovery {
                token: Err(unseen.clone()),
                access: None,
                linked: Err(unseen),
                clusters: Vec::new(),
            };
        }
    };
    let linked = world.list_organization_credentials(&access).await;
    let linked = linked.map_err(Unknown::from);
    let clusters = match &linked {
        Ok(linked) => statuses(world, &access, ours(linked, expected), time).await,
        Err(_) => Vec::new(),
    };
    AtQovery {
        token: Ok(()),
        access: Some(access),
        linked,
        clusters,
    }
}

async fn access(secrets: &impl Secrets, expected: &Expected) -> Known<Access> {
    let properties = &expected.properties;
    let value = secrets
        .get_secret_value(&properties.api_token_secret)
        .await?;
    #[expect(
        clippy::disallowed_methods,
        reason = "read once, straight into its own type"
    )]
    let token =
        ApiToken::parse(value.expose_secret()).map_err(|error| Unknown::because(chain(&error)))?;
    Ok(Access {
        url: properties.api_url.clone(),
        token,
        organization: properties.organization.clone(),
    })
}

fn ours<'a>(linked: &'a [LinkedCredentials], expected: &Expected) -> &'a [Cluster] {
    let mut linked = linked.iter();
    linked
        .find(|one| one.credentials.id == expected.credentials)
        .map_or(&[], |one| &one.clusters)
}

/// In Qovery's order, whatever order the answers come in.
async fn statuses(
    registry: &impl CredentialRegistry,
    access: &Access,
    clusters: &[Cluster],
    time: Duration,
) -> Vec<SeenCluster> {
    let unknown = |cluster: &Cluster| SeenCluster {
        cluster: cluster.clone(),
        status: Err(Unknown::because("the states of all clusters took too long")),
    };
    let mut seen: Vec<SeenCluster> = clusters.iter().map(unknown).collect();
    let asked = clusters
        .iter()
        .enumerate()
        .map(|(index, cluster)| async move {
            let status = registry.get_cluster_status(access, &cluster.id).await;
            (index, status.map_err(Unknown::from))
        });
    let mut answers = stream::iter(asked).buffer_unordered(SIDE_BY_SIDE);
    let enter = async {
        while let Some((index, status)) = answers.next().await {
            if let Some(cluster) = seen.get_mut(index) {
                cluster.status = status;
            }
        }
    };
    if timeout(time, enter).await.is_err() {
        tracing::warn!(
            clusters = clusters.len(),
            "the states of all clusters took too long"
        );
    }
    seen
}
