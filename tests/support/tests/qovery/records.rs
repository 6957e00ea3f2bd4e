//! What is remembered of requests and state, and the audit.

use contract::audit;
use serde_json::json;
use support::qovery::{CredentialValues, Qovery};

use crate::client::{Client, ORGANIZATION, ROLE_ARN, TOKEN, UNKNOWN, path, role_request, start};

#[test]
fn requests_are_remembered_with_what_they_carried_and_what_became_of_them() {
    let (qovery, client) = start();
    client.post(&path("/aws/credentials"), &role_request("aws"));
    client.order(&path(&format!("/cluster/{UNKNOWN}/deploy?dry_run=true")));

    let requests = qovery.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(
        (requests[0].method.as_str(), requests[0].status()),
        ("POST", Some(201))
    );
    let answer = requests[0].answer.as_ref().expect("it was answered");
    assert_eq!(answer.content_type.as_deref(), Some("application/json"));
    assert!(answer.body.contains(ROLE_ARN), "{}", answer.body);
    assert_eq!(requests[0].path, path("/aws/credentials"));
    assert_eq!(requests[0].json(), Some(role_request("aws")));
    assert_eq!(requests[0].token(), Some(TOKEN));
    assert_eq!(requests[1].query.as_deref(), Some("dry_run=true"));
    assert!(requests[0].arrived_after <= requests[1].arrived_after);
    assert_eq!(audit(&qovery), Vec::<String>::new());
}

#[test]
fn the_audit_names_each_thing_that_is_wrong_and_no_secret() {
    let (qovery, client) = start();
    let list = path("/credentials");
    client.get(&format!("{list}?token={TOKEN}"));
    Client::new(&qovery.url())
        .authorized(Some("Bearer x"))
        .get(&list);
    let made = path("/aws/credentials");
    let untyped = ureq::post(format!("{}{made}", qovery.url()))
        .header("authorization", format!("Token {TOKEN}"))
        .content_type("text/plain")
        .send("text");
    assert!(untyped.is_err(), "credentials are JSON");
    client
        .attempt("POST", &made, Some("text"))
        .expect("an answer comes");
    let deploy = path(&format!("/cluster/{UNKNOWN}/deploy"));
    client.post(&deploy, &json!({}));
    client.post(&list, &json!({}));

    let found = audit(&qovery);
    assert_eq!(
        found,
        [
            format!("GET {list} has a value `token` in its query that is not published"),
            format!("GET {list} carries the token in its URL"),
            format!("GET {list} carries no `Authorization: Token <token>`"),
            format!("POST {made} has a body that is not `content-type: application/json`"),
            format!("POST {made} has a body that is not JSON"),
            format!("POST {deploy} has a body where none belongs"),
            format!("POST {list} is no call that is published"),
        ]
    );
    assert!(!found.concat().contains(TOKEN));
}

#[test]
fn a_snapshot_is_the_same_text_until_something_changes() {
    let (qovery, client) = start();
    let id = qovery.add_credential(
        ORGANIZATION,
        "aws",
        CredentialValues::access_key("AKIA1", "a"),
    );
    let before = qovery.snapshot();
    client.get(&path("/credentials"));
    assert_eq!(qovery.snapshot(), before);

    let one = path(&format!("/aws/credentials/{id}"));
    client.put(
        &one,
        &json!({
            "type": "AWS_STATIC", "name": "aws", "access_key_id": "AKIA1", "secret_access_key": "b"
        }),
    );
    assert_ne!(qovery.snapshot(), before, "another secret is a change");
}

#[test]
fn two_stand_ins_share_nothing_not_even_ids() {
    let (first, _) = start();
    let (second, _) = start();
    let values = || CredentialValues::role(ROLE_ARN);
    let of_first = first.add_credential(ORGANIZATION, "aws", values());
    assert!(second.credential(&of_first).is_none());
    assert_ne!(
        of_first,
        second.add_credential(ORGANIZATION, "aws", values())
    );
}

#[test]
fn a_port_can_be_chosen_and_is_free_again_afterwards() {
    let (first, _) = start();
    let port = first
        .url()
        .rsplit(':')
        .next()
        .and_then(|port| port.parse().ok());
    let port = port.expect("the URL ends in a port");
    assert!(Qovery::start_on(port).is_err(), "the port is taken");
    drop(first);
    let again = Qovery::start_on(port).expect("the port is free");
    assert_eq!(again.url(), format!("http://127.0.0.1:{port}"));
}
