//! How Qovery answers where there is nothing: as its clients know it, and as it publishes.

use serde_json::json;
use support::qovery::{Missing, Qovery};

use crate::client::{Answer, Client, ORGANIZATION, UNKNOWN, path, role_request, start};

/// Every call on something that does not exist.
fn all(client: &Client) -> Vec<Answer> {
    let credentials = path(&format!("/aws/credentials/{UNKNOWN}"));
    let registry = path(&format!("/containerRegistry/{UNKNOWN}"));
    let config = json!({ "region": "eu-west-3", "role_arn": "arn" });
    let request = json!({ "name": "r", "kind": "ECR", "config": config });
    vec![
        client.get(&credentials),
        client.put(&credentials, &role_request("aws")),
        client.delete(&credentials),
        client.get(&path(&format!("/cluster/{UNKNOWN}/status"))),
        client.order(&path(&format!("/cluster/{UNKNOWN}/deploy"))),
        client.get(&registry),
        client.put(&registry, &request),
        client.get(&format!("/organization/{UNKNOWN}/credentials")),
    ]
}

fn answered_as(missing: Missing) -> (Qovery, Vec<Answer>) {
    let (qovery, client) = start();
    qovery.edit(|state| state.qovery.missing = missing);
    let answers = all(&client);
    (qovery, answers)
}

#[test]
fn what_is_not_there_is_403_unless_a_test_says_otherwise() {
    let (_qovery, client) = start();
    for answer in all(&client) {
        assert_eq!(answer.status, 403, "{}", answer.text);
        assert_eq!(answer.detail(), "Access forbidden");
    }
}

#[test]
fn what_is_not_there_is_400_that_says_so_where_a_test_wants_it() {
    let (_qovery, answers) = answered_as(Missing::BadRequest);
    for answer in answers {
        assert_eq!(answer.status, 400, "{}", answer.text);
        assert!(
            answer.detail().ends_with("does not exist"),
            "{}",
            answer.text
        );
    }
}

#[test]
fn what_is_not_there_is_404_as_published_where_a_test_wants_it() {
    let (qovery, answers) = answered_as(Missing::NotFound);
    for answer in answers {
        assert_eq!(answer.status, 404, "{}", answer.text);
    }
    assert!(qovery.credentials(ORGANIZATION).is_empty());
}

#[test]
fn an_endpoint_that_does_not_exist_is_404() {
    let (_qovery, client) = start();
    assert_eq!(client.get("/nowhere").status, 404);
}
