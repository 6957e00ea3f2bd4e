//! Create, read, edit, list, delete, and the requests that are refused.

use serde_json::{Value, json};
use support::qovery::CredentialValues;

use crate::client::{ORGANIZATION, ROLE_ARN, SECRET, key_request, path, role_request, start};

#[test]
fn a_role_credential_is_created_read_edited_and_deleted() {
    let (qovery, client) = start();
    let created = client.post(&path("/aws/credentials"), &role_request("first"));
    let id = created.id();
    let expected =
        json!({ "id": id, "name": "first", "role_arn": ROLE_ARN, "object_type": "AWS_ROLE" });
    assert_eq!((created.status, created.json()), (201, expected.clone()));

    let one = path(&format!("/aws/credentials/{id}"));
    let read = client.get(&one);
    assert_eq!((read.status, read.json()), (200, expected));

    let edited = client.put(&one, &role_request("second"));
    assert_eq!(
        (edited.status, &edited.json()["name"]),
        (200, &json!("second"))
    );

    let deleted = client.delete(&one);
    assert_eq!((deleted.status, deleted.text.as_str()), (204, ""));
    assert_eq!(client.get(&one).status, 403);
    assert!(qovery.credentials(ORGANIZATION).is_empty());
}

#[test]
fn a_secret_is_kept_and_never_shown() {
    let (qovery, client) = start();
    let created = client.post(&path("/aws/credentials"), &key_request("AKIA1"));
    let one = path(&format!("/aws/credentials/{}", created.id()));
    let edited = client.put(&one, &key_request("AKIA2"));
    let read = client.get(&one);
    let listed = client.get(&path("/aws/credentials"));
    let linked = client.get(&path("/credentials"));

    for answer in [&created, &edited, &read, &listed, &linked] {
        assert!(
            !answer.text.contains(SECRET),
            "{} {}",
            answer.status,
            answer.text
        );
    }
    assert_eq!(read.json()["object_type"], "AWS");
    let kept = &qovery.credentials(ORGANIZATION)[0];
    assert_eq!(kept.values, CredentialValues::access_key("AKIA2", SECRET));
    assert!(!format!("{kept:?}").contains(SECRET));
}

#[test]
fn neither_name_nor_role_need_be_unique() {
    let (qovery, client) = start();
    for _ in 0..2 {
        assert_eq!(
            client
                .post(&path("/aws/credentials"), &role_request("same"))
                .status,
            201
        );
    }
    assert_eq!(qovery.credentials(ORGANIZATION).len(), 2);
}

#[test]
fn a_key_needs_no_type_and_a_role_without_one_is_refused_with_qoverys_misleading_message() {
    let (qovery, client) = start();
    for kind in [json!(null), json!("")] {
        let mut key = key_request("AKIA1");
        key["type"] = kind.clone();
        let made = client.post(&path("/aws/credentials"), &key);
        assert_eq!(
            (made.status, &made.json()["object_type"]),
            (201, &json!("AWS"))
        );

        let role = json!({ "type": kind, "name": "aws", "role_arn": ROLE_ARN });
        let refused = client.post(&path("/aws/credentials"), &role);
        assert_eq!(
            (refused.status, refused.detail().as_str()),
            (400, "access_key_id is required")
        );
    }
    assert_eq!(qovery.credentials(ORGANIZATION).len(), 2);
}

#[test]
fn a_request_that_lacks_something_is_refused_by_its_name() {
    let (_qovery, client) = start();
    for complete in [role_request("aws"), key_request("AKIA1")] {
        for field in ["name", "role_arn", "access_key_id", "secret_access_key"] {
            let mut request = complete.clone();
            let fields = request.as_object_mut().expect("an object");
            if fields.remove(field).is_none() {
                continue;
            }
            let answer = client.post(&path("/aws/credentials"), &request);
            assert_eq!(
                (answer.status, answer.detail()),
                (400, format!("{field} is required"))
            );
        }
    }
}

#[test]
fn a_refusal_has_status_error_and_detail() {
    let (_qovery, client) = start();
    let refused = client.post(&path("/aws/credentials"), &json!({}));
    let body = json!({
        "status": 400, "error": "Bad Request", "detail": "access_key_id is required"
    });
    assert_eq!(refused.json(), body);
}

#[test]
fn an_identity_that_does_not_work_is_refused_at_post_where_qovery_looks() {
    let (qovery, client) = start();
    let id = client
        .post(&path("/aws/credentials"), &key_request("AKIA1"))
        .id();
    qovery.invalidate(ROLE_ARN);
    let create = || client.post(&path("/aws/credentials"), &role_request("aws"));
    assert_eq!(create().status, 201, "it does not look by itself");
    qovery.edit(|state| state.qovery.validates_on_create = true);
    assert_eq!(create().status, 400);
    let one = path(&format!("/aws/credentials/{id}"));
    assert_eq!(client.put(&one, &role_request("aws")).status, 200);
    qovery.validate(ROLE_ARN);
    assert_eq!(create().status, 201);
}

#[test]
fn a_body_that_is_not_json_or_of_unknown_type_is_refused() {
    let (_qovery, client) = start();
    for body in ["{", "", "[]", r#"{"type": "AWS", "name": "aws"}"#] {
        let answer = client
            .attempt("POST", &path("/aws/credentials"), Some(body))
            .expect("an answer comes");
        assert_eq!(answer.status, 400, "{body}");
    }
}

#[test]
fn a_kind_is_changed_in_place_unless_that_is_switched_off() {
    let (qovery, client) = start();
    let id = client
        .post(&path("/aws/credentials"), &key_request("AKIA1"))
        .id();
    let one = path(&format!("/aws/credentials/{id}"));
    qovery.allow_kind_change(false);
    assert_eq!(client.put(&one, &role_request("aws")).status, 400);
    assert_eq!(client.put(&one, &key_request("AKIA2")).status, 200);
    qovery.allow_kind_change(true);
    let changed = client.put(&one, &role_request("aws"));
    assert_eq!((changed.status, changed.id()), (200, id));
    assert_eq!(
        qovery.credentials(ORGANIZATION)[0].values,
        CredentialValues::role(ROLE_ARN)
    );
}

#[test]
fn the_list_of_the_organization_shows_every_kind_with_its_clusters() {
    let (qovery, client) = start();
    let role = qovery.add_credential(ORGANIZATION, "aws", CredentialValues::role(ROLE_ARN));
    let foreign = CredentialValues::foreign("GCP", &json!({}));
    let foreign = qovery.add_credential(ORGANIZATION, "gcp", foreign);
    let cluster = qovery.link_cluster(ORGANIZATION, &role, "production");

    let results = client.get(&path("/credentials")).json()["results"].take();
    let shown = json!({ "id": cluster, "name": "production", "cloud_provider": "AWS" });
    assert_eq!(results[0]["credential"]["id"], json!(role));
    assert_eq!(results[0]["clusters"], json!([shown]));
    assert_eq!(results[1]["credential"]["id"], json!(foreign));
    assert_eq!(results[1]["clusters"], json!([]));

    let of_aws = client.get(&path("/aws/credentials")).json()["results"].take();
    let ids: Vec<&Value> = of_aws
        .as_array()
        .into_iter()
        .flatten()
        .map(|c| &c["id"])
        .collect();
    assert_eq!(ids, [&json!(role)]);
}
