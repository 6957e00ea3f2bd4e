//! Container registries: each cluster's own keeps a copy of the values that it was made with.

use serde_json::{Value, json};
use support::qovery::{CredentialValues, Qovery};

use crate::client::{Client, ORGANIZATION, ROLE_ARN, SECRET, key_request, path, start};

/// A cluster on the key `AKIA1`, and its registry.
fn with_registry() -> (Qovery, Client, String, Value) {
    let (qovery, client) = start();
    let values = CredentialValues::access_key("AKIA1", SECRET);
    let credentials = qovery.add_credential(ORGANIZATION, "aws", values);
    qovery.link_cluster(ORGANIZATION, &credentials, "production");
    let registry = client.get(&path("/containerRegistry")).json()["results"][0].take();
    (qovery, client, credentials, registry)
}

fn one(registry: &Value) -> String {
    let id = registry["id"].as_str().unwrap_or_default();
    path(&format!("/containerRegistry/{id}"))
}

/// The request that changes how Qovery gets into the registry, and nothing else.
fn request(registry: &Value, config: &Value) -> Value {
    json!({
        "name": registry["name"],
        "kind": registry["kind"],
        "description": registry["description"],
        "url": registry["url"],
        "config": config,
    })
}

#[test]
fn a_cluster_has_a_registry_with_a_copy_of_the_key() {
    let (qovery, client, _, registry) = with_registry();
    assert_eq!(registry["kind"], "ECR");
    assert_eq!(registry["cluster"]["name"], "production");
    let config = json!({ "region": "eu-west-3", "access_key_id": "AKIA1" });
    assert_eq!(registry["config"], config);
    assert!(!registry.to_string().contains(SECRET));
    assert_eq!(client.get(&one(&registry)).json(), registry);
    let kept = &qovery.registries(ORGANIZATION)[0];
    assert_eq!(kept.values, CredentialValues::access_key("AKIA1", SECRET));
}

#[test]
fn a_change_of_the_credentials_or_a_deployment_does_not_reach_the_registry() {
    let (qovery, client, credentials, registry) = with_registry();
    let edit = path(&format!("/aws/credentials/{credentials}"));
    assert_eq!(client.put(&edit, &key_request("AKIA2")).status, 200);
    let cluster = registry["cluster"]["id"].as_str().unwrap_or_default();
    qovery.deploy(cluster);
    assert_eq!(qovery.identities_in_use(), ["AKIA2"]);
    assert_eq!(client.get(&one(&registry)).json(), registry);
}

#[test]
fn a_registry_takes_another_key_or_a_role_and_keeps_the_rest() {
    let (qovery, client, _, registry) = with_registry();
    let key = json!({
        "region": "eu-west-3", "access_key_id": "AKIA2", "secret_access_key": "marked/other"
    });
    let role = json!({ "region": "eu-west-3", "role_arn": ROLE_ARN });
    for (config, shown) in [(key, "access_key_id"), (role, "role_arn")] {
        let edited = client.put(&one(&registry), &request(&registry, &config));
        let mut expected = registry.clone();
        expected["config"] = json!({ "region": "eu-west-3", shown: config[shown] });
        assert_eq!((edited.status, edited.json()), (200, expected));
    }
    let kept = &qovery.registries(ORGANIZATION)[0];
    assert_eq!(kept.values, CredentialValues::role(ROLE_ARN));
}

#[test]
fn a_registry_that_refuses_the_change_stays_as_it_is() {
    let (qovery, client, _, registry) = with_registry();
    let before = qovery.snapshot();
    let role = json!({ "region": "eu-west-3", "role_arn": ROLE_ARN });
    let request = request(&registry, &role);
    qovery.edit(|state| state.qovery.allows_registry_changes = false);
    assert_eq!(client.put(&one(&registry), &request).status, 400);
    for field in ["name", "kind", "config"] {
        let mut incomplete = request.clone();
        incomplete[field] = Value::Null;
        assert_eq!(client.put(&one(&registry), &incomplete).status, 400);
    }
    assert_eq!(qovery.snapshot(), before);
}

#[test]
fn a_registry_goes_with_its_cluster() {
    let (qovery, client, _, registry) = with_registry();
    qovery.unlink_cluster(registry["cluster"]["id"].as_str().unwrap_or_default());
    let left = client.get(&path("/containerRegistry")).json();
    assert_eq!(left["results"], json!([]));
}
