//! The judge can fail: what is one thing away from what is published does not pass.

use contract::Part;
use serde_json::{Value, json};
use support::qovery::{CredentialValues, Fault, FaultKind};

use super::{Judged, judged};
use crate::client::{ORGANIZATION, ROLE_ARN, UNKNOWN, key_request, path, role_request};

#[test]
fn a_wrong_answer_does_not_pass() {
    let judged = judged();
    let all = path("/aws/credentials");
    let right = json!({ "id": UNKNOWN, "name": "a", "role_arn": "r", "object_type": "AWS_ROLE" });
    let wrong = [
        (200, right.clone(), Part::Status),
        (201, with(&right, "id", None), Part::Answer),
        (201, with(&right, "id", Some("not a uuid")), Part::Answer),
        (
            201,
            with(&right, "object_type", Some("AWS_STATIC")),
            Part::Answer,
        ),
        (201, with(&right, "object_type", Some("AWS")), Part::Answer),
        (201, with(&right, "role_arn", None), Part::Answer),
        (201, json!([right]), Part::Answer),
    ];
    for (status, body, part) in wrong {
        let answer = FaultKind::json(status, &body);
        judged.qovery.fault(Fault::on("POST", "**", answer));
        judged.client.post(&all, &role_request("aws"));
        let violations = judged.violations();
        let parts: Vec<Part> = violations.iter().map(|violation| violation.part).collect();
        assert_eq!(parts, [part], "{status} {body}: {violations:?}");
    }
    let answer = FaultKind::json(201, &right);
    judged.qovery.fault(Fault::on("POST", "**", answer));
    judged.holds(&judged.client.post(&all, &role_request("aws")), 201);
    judged
        .qovery
        .fault(Fault::on("POST", "**", FaultKind::html(201, 0)));
    judged.client.post(&all, &role_request("aws"));
    assert!(
        judged.violations()[0]
            .message
            .contains("not `content-type: application/json`")
    );
}

#[test]
fn a_wrong_state_of_a_cluster_does_not_pass() {
    let judged = judged();
    let status = |state| json!({ "cluster_id": UNKNOWN, "status": state, "is_deployed": true, "reason": "UNSPECIFIED" });
    let asked = path(&format!("/cluster/{UNKNOWN}/status"));
    for (state, is_right) in [("DEPLOYED", true), ("RUNNING", false)] {
        let answer = FaultKind::json(200, &status(state));
        judged.qovery.fault(Fault::on("GET", "**", answer));
        judged.client.get(&asked);
        let violations = judged.violations();
        assert_eq!(violations.is_empty(), is_right, "{state}: {violations:?}");
    }
}

#[test]
fn a_wrong_body_does_not_pass() {
    let judged = judged();
    let all = path("/aws/credentials");
    for wrong in [
        with(&role_request("aws"), "type", None),
        with(&role_request("aws"), "type", Some("AWS")),
        with(&role_request("aws"), "role_arn", None),
        with(&key_request("AKIA1"), "secret_access_key", None),
    ] {
        judged.refuses(&judged.client.post(&all, &wrong), 400, "oneOf");
        assert!(!judged.violations()[0].to_string().contains("marked"));
    }
    let untyped = judged.client.order(&all);
    judged.refuses(&untyped, 400, "not `content-type: application/json`");
}

#[test]
fn a_wrong_address_does_not_pass() {
    let judged = judged();
    let client = &judged.client;
    let (list, all) = (path("/credentials?page=1"), path("/aws/credentials"));
    judged.refuses(&client.get(&path("/aws")), 404, "no call");
    judged.refuses(&client.get("/organization/not-a-uuid"), 404, "uuid");
    judged.refuses(&client.delete(&all), 405, "no call");
    judged.refuses(&client.get(&list), 200, "`page` in its query");
}

/// The stand-in takes both; whoever sends them hears of it from the judge.
#[test]
fn a_wrong_deployment_does_not_pass() {
    let judged = judged();
    let Judged { qovery, client } = &judged;
    let role = qovery.add_credential(ORGANIZATION, "aws", CredentialValues::role(ROLE_ARN));
    let cluster = qovery.link_cluster(ORGANIZATION, &role, "production");
    let deploy = path(&format!("/cluster/{cluster}/deploy"));
    let with_body = client.post(&deploy, &json!({}));
    judged.refuses(&with_body, 201, "a body where none belongs");
    let dry_run = client.order(&format!("{deploy}?dry_run=perhaps"));
    judged.refuses(&dry_run, 201, "dry_run");
}

/// The document with another text in that field; without the field where there is none.
fn with(document: &Value, field: &str, text: Option<&str>) -> Value {
    let mut fields = document.as_object().cloned().unwrap_or_default();
    fields.remove(field);
    fields.extend(text.map(|text| (field.to_owned(), json!(text))));
    fields.into()
}
