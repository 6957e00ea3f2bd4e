//! Links, deployments and the values that a cluster runs on.

use serde_json::json;
use support::qovery::{ClusterState, CredentialValues, Qovery};
use time::{Duration, macros::datetime};

use crate::client::{Answer, Client, ORGANIZATION, SECRET, key_request, path, start};

/// A static credential with one cluster, deployed at a known time.
fn linked() -> (Qovery, Client, String, String) {
    let (qovery, client) = start();
    qovery.set_now(datetime!(2026-01-01 12:00 UTC));
    let values = CredentialValues::access_key("AKIA1", SECRET);
    let credentials = qovery.add_credential(ORGANIZATION, "aws", values);
    let cluster = qovery.link_cluster(ORGANIZATION, &credentials, "production");
    qovery.deploy(&cluster);
    (qovery, client, credentials, cluster)
}

fn deploy(client: &Client, cluster: &str) -> Answer {
    client.order(&path(&format!("/cluster/{cluster}/deploy")))
}

fn status(client: &Client, cluster: &str) -> String {
    let answer = client.get(&path(&format!("/cluster/{cluster}/status")));
    answer.json()["status"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn a_credential_with_linked_clusters_is_not_deleted_and_the_clusters_are_named() {
    let (qovery, client, credentials, cluster) = linked();
    let one = path(&format!("/aws/credentials/{credentials}"));
    let refused = client.delete(&one);
    assert_eq!(refused.status, 400);
    assert!(refused.detail().contains("production"), "{}", refused.text);
    qovery.refuse_linked_deletion_with(409);
    assert_eq!(client.delete(&one).status, 409);
    assert_eq!(qovery.credentials(ORGANIZATION).len(), 1);
    qovery.unlink_cluster(&cluster);
    assert_eq!(client.delete(&one).status, 204);
}

#[test]
fn new_values_come_into_use_with_the_next_deployment() {
    let (qovery, client, credentials, cluster) = linked();
    client.put(
        &path(&format!("/aws/credentials/{credentials}")),
        &key_request("AKIA2"),
    );
    assert_eq!(qovery.identities_in_use(), ["AKIA1"]);

    qovery.advance(Duration::HOUR);
    let deployed = deploy(&client, &cluster);
    assert_eq!(deployed.status, 201);
    assert_eq!(deployed.json()["status"], "DEPLOYED");
    assert_eq!(
        deployed.json()["last_deployment_date"],
        "2026-01-01T13:00:00Z"
    );
    assert_eq!(qovery.identities_in_use(), ["AKIA2"]);
}

#[test]
fn a_deployment_under_way_holds_both_keys_until_it_ends() {
    let (qovery, client, credentials, cluster) = linked();
    client.put(
        &path(&format!("/aws/credentials/{credentials}")),
        &key_request("AKIA2"),
    );
    qovery.deployments_reach(&cluster, ClusterState::Deploying);
    deploy(&client, &cluster);
    assert_eq!(status(&client, &cluster), "DEPLOYING");
    assert_eq!(qovery.identities_in_use(), ["AKIA1", "AKIA2"]);
    assert_eq!(deploy(&client, &cluster).status, 400);
    qovery.set_cluster_state(&cluster, ClusterState::Deployed);
    assert_eq!(qovery.identities_in_use(), ["AKIA2"]);
}

#[test]
fn a_deployment_with_values_that_are_not_valid_leaves_the_old_ones_in_use() {
    let (qovery, client, credentials, cluster) = linked();
    client.put(
        &path(&format!("/aws/credentials/{credentials}")),
        &key_request("AKIA2"),
    );
    qovery.invalidate("AKIA2");
    qovery.advance(Duration::HOUR);
    let deployed = deploy(&client, &cluster).json();
    assert_eq!(deployed["status"], "INVALID_CREDENTIALS");
    assert_eq!(deployed["last_deployment_date"], "2026-01-01T12:00:00Z");
    assert_eq!(qovery.identities_in_use(), ["AKIA1"]);
    qovery.validate("AKIA2");
    assert_eq!(deploy(&client, &cluster).json()["status"], "DEPLOYED");
}

#[test]
fn a_dry_run_changes_nothing() {
    let (qovery, client, _, cluster) = linked();
    let before = qovery.snapshot();
    let answer = client.order(&path(&format!("/cluster/{cluster}/deploy?dry_run=true")));
    assert_eq!(
        (answer.status, &answer.json()["status"]),
        (201, &json!("DRY_RUN"))
    );
    assert_eq!(qovery.snapshot(), before);
}

#[test]
fn a_cluster_that_was_never_deployed_has_no_date() {
    let (qovery, client, credentials, _) = linked();
    let fresh = qovery.link_cluster(ORGANIZATION, &credentials, "fresh");
    let answer = client
        .get(&path(&format!("/cluster/{fresh}/status")))
        .json();
    assert_eq!(answer["last_deployment_date"], json!(null));
    assert_eq!(answer["is_deployed"], json!(false));
}

#[test]
fn a_state_is_put_on_from_outside() {
    let (qovery, client, _, cluster) = linked();
    qovery.set_cluster_state(&cluster, ClusterState::Stopped);
    assert_eq!(status(&client, &cluster), "STOPPED");
    assert_eq!(qovery.identities_in_use(), ["AKIA1"]);
}

#[test]
fn one_call_gives_the_status_of_every_cluster() {
    let (qovery, client, credentials, cluster) = linked();
    let fresh = qovery.link_cluster(ORGANIZATION, &credentials, "fresh");
    let all = client.get(&path("/cluster/status")).json()["results"].take();
    let one = |id: &str| client.get(&path(&format!("/cluster/{id}/status"))).json();
    assert_eq!(all, json!([one(&cluster), one(&fresh)]));
}

#[test]
fn what_has_aged_was_deployed_earlier_and_now_is_still_now() {
    let (qovery, _client, _credentials, cluster) = linked();
    qovery.age(std::time::Duration::from_hours(24));
    let deployed_at = |id: &str| qovery.cluster(id).unwrap().last_deployment_at;
    assert_eq!(deployed_at(&cluster), Some(datetime!(2025-12-31 12:00 UTC)));
    qovery.deploy(&cluster);
    assert_eq!(deployed_at(&cluster), Some(qovery.now()));
}
