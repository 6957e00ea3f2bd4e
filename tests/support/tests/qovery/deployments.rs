//! A deployment has a beginning, at which it takes the credentials' values, and an end.

use serde_json::{Value, json};
use support::qovery::{ClusterState, CredentialValues, DeploymentDate, Lock, Qovery};
use time::{Duration, OffsetDateTime, macros::datetime};

use crate::client::{Client, ORGANIZATION, SECRET, key_request, path, start};

const NOON: OffsetDateTime = datetime!(2026-01-01 12:00 UTC);

/// A cluster that runs on the key `AKIA1` since noon.
fn deployed() -> (Qovery, Client, String, String) {
    let (qovery, client) = start();
    qovery.set_now(NOON);
    let values = CredentialValues::access_key("AKIA1", SECRET);
    let credentials = qovery.add_credential(ORGANIZATION, "aws", values);
    let cluster = qovery.link_cluster(ORGANIZATION, &credentials, "production");
    qovery.deploy(&cluster);
    (qovery, client, credentials, cluster)
}

fn give(client: &Client, credentials: &str, key: &str) {
    let one = path(&format!("/aws/credentials/{credentials}"));
    assert_eq!(client.put(&one, &key_request(key)).status, 200);
}

fn deploy(client: &Client, cluster: &str) -> u16 {
    let deploy = path(&format!("/cluster/{cluster}/deploy"));
    client.order(&deploy).status
}

fn status(client: &Client, cluster: &str) -> Value {
    client
        .get(&path(&format!("/cluster/{cluster}/status")))
        .json()
}

#[test]
fn a_deployment_takes_the_values_of_its_beginning_and_not_those_of_its_order_or_its_end() {
    let (qovery, client, credentials, cluster) = deployed();
    qovery.deployments_reach(&cluster, ClusterState::DeploymentQueued);
    assert_eq!(deploy(&client, &cluster), 201);
    assert_eq!(status(&client, &cluster)["status"], "DEPLOYMENT_QUEUED");
    give(&client, &credentials, "AKIA2");
    assert_eq!(qovery.identities_in_use(), ["AKIA1"]);
    qovery.set_cluster_state(&cluster, ClusterState::Deploying);
    assert_eq!(qovery.identities_in_use(), ["AKIA1", "AKIA2"]);
    give(&client, &credentials, "AKIA3");
    qovery.set_cluster_state(&cluster, ClusterState::Deployed);
    assert_eq!(qovery.identities_in_use(), ["AKIA2"]);
}

#[test]
fn a_queued_deployment_refuses_another_and_one_that_is_canceled_takes_nothing() {
    let (qovery, client, credentials, cluster) = deployed();
    qovery.deployments_reach(&cluster, ClusterState::DeploymentQueued);
    assert_eq!(deploy(&client, &cluster), 201);
    assert_eq!(deploy(&client, &cluster), 400);
    give(&client, &credentials, "AKIA2");
    qovery.set_cluster_state(&cluster, ClusterState::Canceled);
    qovery.set_cluster_state(&cluster, ClusterState::Deployed);
    assert_eq!(qovery.identities_in_use(), ["AKIA1"]);
}

#[test]
fn a_deployment_that_fails_leaves_the_values_and_the_date_of_the_one_before() {
    let (qovery, client, credentials, cluster) = deployed();
    give(&client, &credentials, "AKIA2");
    qovery.advance(Duration::HOUR);
    qovery.deployments_reach(&cluster, ClusterState::DeploymentError);
    assert_eq!(deploy(&client, &cluster), 201);
    let status = status(&client, &cluster);
    assert_eq!(status["last_deployment_date"], "2026-01-01T12:00:00Z");
    assert_eq!(status["is_deployed"], true);
    assert_eq!(qovery.identities_in_use(), ["AKIA1"]);
}

/// The date of a deployment from one o'clock to two.
fn date_of_a_long_deployment(date: DeploymentDate) -> Value {
    let (qovery, client, _, cluster) = deployed();
    qovery.edit(|state| state.qovery.deployment_date = date);
    qovery.deployments_reach(&cluster, ClusterState::Deploying);
    qovery.advance(Duration::HOUR);
    assert_eq!(deploy(&client, &cluster), 201);
    qovery.advance(Duration::HOUR);
    qovery.set_cluster_state(&cluster, ClusterState::Deployed);
    status(&client, &cluster)["last_deployment_date"].take()
}

#[test]
fn the_date_is_that_of_the_end_unless_a_test_says_that_it_is_that_of_the_beginning() {
    let end = date_of_a_long_deployment(DeploymentDate::default());
    assert_eq!(end, "2026-01-01T14:00:00Z");
    let beginning = date_of_a_long_deployment(DeploymentDate::Start);
    assert_eq!(beginning, "2026-01-01T13:00:00Z");
}

#[test]
fn maintenance_deploys_what_is_at_rest_and_moves_its_date() {
    let (qovery, client, credentials, cluster) = deployed();
    let stopped = qovery.link_cluster(ORGANIZATION, &credentials, "stopped");
    qovery.set_cluster_state(&stopped, ClusterState::Stopped);
    give(&client, &credentials, "AKIA2");
    qovery.advance(Duration::WEEK);
    qovery.edit(|state| state.maintain(ORGANIZATION));
    let maintained = status(&client, &cluster);
    assert_eq!(maintained["reason"], "MAINTENANCE");
    assert_eq!(maintained["last_deployment_date"], "2026-01-08T12:00:00Z");
    assert_eq!(qovery.identities_in_use(), ["AKIA2"]);
    assert_eq!(
        status(&client, &stopped)["last_deployment_date"],
        json!(null)
    );
    assert_eq!(deploy(&client, &cluster), 201);
    assert_eq!(status(&client, &cluster)["reason"], "UNSPECIFIED");
}

#[test]
fn a_locked_cluster_says_by_whom_and_is_not_deployed_until_the_lock_ends() {
    let (qovery, client, _, cluster) = deployed();
    let lock = Lock {
        owner: "Ada".to_owned(),
        reason: "black friday".to_owned(),
        locked_at: NOON,
        ttl_in_days: Some(2),
    };
    qovery.edit(|state| {
        let known = state
            .organizations
            .get_mut(ORGANIZATION)
            .expect("it is there");
        known.clusters[0].lock = Some(lock);
    });
    let shown = json!({
        "cluster_id": cluster,
        "owner_name": "Ada",
        "reason": "black friday",
        "locked_at": "2026-01-01T12:00:00Z",
        "ttl_in_days": 2,
    });
    assert_eq!(status(&client, &cluster)["cluster_lock"], shown);
    qovery.advance(Duration::DAY);
    qovery.edit(|state| state.maintain(ORGANIZATION));
    assert_eq!(deploy(&client, &cluster), 400);
    assert_eq!(
        status(&client, &cluster)["last_deployment_date"],
        "2026-01-01T12:00:00Z"
    );
    qovery.advance(Duration::DAY);
    assert_eq!(status(&client, &cluster)["cluster_lock"], json!(null));
    assert_eq!(deploy(&client, &cluster), 201);
}

#[test]
fn credentials_that_are_gone_end_a_deployment_in_invalid_credentials() {
    let (qovery, client, credentials, cluster) = deployed();
    qovery.remove_credential(&credentials);
    assert_eq!(deploy(&client, &cluster), 201);
    assert_eq!(status(&client, &cluster)["status"], "INVALID_CREDENTIALS");
    assert_eq!(qovery.identities_in_use(), ["AKIA1"]);
}
