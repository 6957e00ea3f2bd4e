//! Lists that have not the published form.

use serde_json::{Value, json};
use support::qovery::{CredentialValues, Fault, FaultKind, Oddity};

use crate::client::{Client, ORGANIZATION, ROLE_ARN, path, start};

const LIST: &str = "/organization/*/credentials";

/// The list with one set of credentials and a cluster, made odd.
fn odd(oddity: Oddity) -> Value {
    let (qovery, client) = start();
    let id = qovery.add_credential(ORGANIZATION, "aws", CredentialValues::role(ROLE_ARN));
    qovery.link_cluster(ORGANIZATION, &id, "production");
    qovery.fault(Fault::on("GET", LIST, FaultKind::Odd(oddity)));
    let list = client.get(&path("/credentials"));
    assert_eq!(list.status, 200);
    assert_ne!(list.json(), sound(&client), "{oddity:?} changes the list");
    list.json()
}

fn sound(client: &Client) -> Value {
    client.get(&path("/credentials")).json()
}

#[test]
fn a_list_is_without_results_or_clusters_or_credentials() {
    assert_eq!(odd(Oddity::Empty), json!({}));
    assert_eq!(odd(Oddity::NullResults)["results"], Value::Null);
    assert_eq!(odd(Oddity::NoClusters)["results"][0].get("clusters"), None);
    let null = &odd(Oddity::NullClusters)["results"][0];
    assert_eq!(null["clusters"], Value::Null);
    let bare = &odd(Oddity::NoCredential)["results"][0];
    assert_eq!(bare.get("credential"), None);
    assert_eq!(odd(Oddity::MorePages)["pagination"]["total_pages"], 2);
}

#[test]
fn an_entry_has_null_names_numeric_ids_or_a_kind_that_nobody_knows() {
    let names = &odd(Oddity::NullNames)["results"][0];
    assert_eq!(names["credential"]["name"], Value::Null);
    assert_eq!(names["clusters"][0]["name"], Value::Null);
    let ids = &odd(Oddity::NumericIds)["results"][0];
    assert!(ids["credential"]["id"].is_number() && ids["clusters"][0]["id"].is_number());
    let kinds = &odd(Oddity::UnknownKinds)["results"][0];
    assert_eq!(kinds["credential"]["object_type"], "AWS_OF_TOMORROW");
    assert_eq!(kinds["credential"]["role_arn"], ROLE_ARN);
}

#[test]
fn an_entry_mentions_a_role_where_nobody_looks_for_it() {
    let entry = odd(Oddity::WrappedCredential)["results"][0].take();
    assert_eq!(entry["credential"].get("role_arn"), None);
    assert!(entry.to_string().contains(ROLE_ARN));

    let (qovery, client) = start();
    let strange = json!({ "credential": 7, "note": format!("see {ROLE_ARN}") });
    qovery.edit(|state| {
        let known = state.organizations.get_mut(ORGANIZATION);
        known.expect("it is there").unreadable.push(strange.clone());
    });
    assert_eq!(sound(&client)["results"], json!([strange]));
}

#[test]
fn a_status_is_one_that_nobody_has_published() {
    let (qovery, client) = start();
    let id = qovery.add_credential(ORGANIZATION, "aws", CredentialValues::role(ROLE_ARN));
    qovery.link_cluster(ORGANIZATION, &id, "production");
    let kind = FaultKind::Odd(Oddity::UnknownStates);
    qovery.fault(Fault::on("GET", "/organization/*/cluster/status", kind));
    let odd = client.get(&path("/cluster/status")).json();
    assert_eq!(odd["results"][0]["status"], "OF_TOMORROW");
}

#[test]
fn an_odd_answer_belongs_to_an_operation_that_happened() {
    let (qovery, client) = start();
    for oddity in Oddity::ALL {
        let kind = FaultKind::Odd(*oddity);
        qovery.fault(Fault::on("POST", "/organization/*/aws/credentials", kind));
        let request = crate::client::role_request("aws");
        let made = client.post(&path("/aws/credentials"), &request);
        assert_eq!(made.status, 201, "{oddity:?}");
    }
    assert_eq!(qovery.credentials(ORGANIZATION).len(), Oddity::ALL.len());
}

#[test]
fn a_page_of_a_proxy_has_any_status() {
    let (qovery, client) = start();
    for status in [200, 401, 403, 404, 503] {
        let page = FaultKind::html(status, 1_000);
        qovery.fault(Fault::on("GET", LIST, page));
        let answer = client.get(&path("/credentials"));
        assert_eq!(answer.status, status);
        assert!(answer.text.starts_with("<html>"), "{}", answer.text);
    }
}
