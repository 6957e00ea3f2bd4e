//! Every kind of answer, judged by Prism with the published specification.

use std::path::Path;

use serde_json::{Value, json};
use support::{
    contract::{Prism, Severity, Violation},
    qovery::{Access, ClusterState, CredentialValues, Fault, FaultKind},
};

use crate::{
    client::{Client, ORGANIZATION, ROLE_ARN, TOKEN, UNKNOWN, key_request, path, role_request},
    judge::{Judged, judged},
};

#[test]
fn every_answer_about_credentials_is_as_published() {
    let Some(judged) = judged() else { return };
    let client = &judged.client;
    let (all, one) = (path("/aws/credentials"), |id: &str| {
        path(&format!("/aws/credentials/{id}"))
    });
    for request in [role_request("aws"), key_request("AKIA1"), vsphere_request()] {
        let created = client.post(&all, &request);
        judged.holds(&created, 201);
        let id = created.id();
        judged.holds(&client.get(&one(&id)), 200);
        judged.holds(&client.put(&one(&id), &request), 200);
        judged.holds(&client.get(&all), 200);
        judged.holds(&client.get(&path("/credentials")), 200);
        judged.holds(&client.delete(&one(&id)), 204);
    }
    judged.holds(&client.get(&one(UNKNOWN)), 404);
    judged.holds(&client.put(&one(UNKNOWN), &role_request("aws")), 404);
    judged.holds(&client.delete(&one(UNKNOWN)), 404);
    judged.refuses(
        &client.post(&all, &json!({ "name": "aws", "role_arn": ROLE_ARN })),
        400,
    );
    judged.qovery.allow_kind_change(false);
    let id = client.post(&all, &role_request("aws")).id();
    judged.holds(&client.put(&one(&id), &key_request("AKIA1")), 400);
}

#[test]
fn every_answer_about_clusters_and_the_organization_is_as_published() {
    let Some(judged) = judged() else { return };
    let Judged { qovery, client, .. } = &judged;
    let role = qovery.add_credential(ORGANIZATION, "aws", CredentialValues::role(ROLE_ARN));
    qovery.add_credential(
        ORGANIZATION,
        "gcp",
        CredentialValues::foreign("GCP", &json!({})),
    );
    let cluster = qovery.link_cluster(ORGANIZATION, &role, "production");
    let (status, deploy) = (
        |id: &str| path(&format!("/cluster/{id}/status")),
        |id: &str| path(&format!("/cluster/{id}/deploy")),
    );
    judged.holds(&client.get(&path("")), 200);
    judged.holds(&client.get(&path("/credentials")), 200);
    judged.holds(&client.get(&status(&cluster)), 200);
    for outcome in [ClusterState::Deployed, ClusterState::InvalidCredentials] {
        qovery.deployments_reach(&cluster, outcome);
        judged.holds(&client.order(&deploy(&cluster)), 201);
        judged.holds(&client.get(&status(&cluster)), 200);
    }
    let dry_run = format!("{}?dry_run=true", deploy(&cluster));
    judged.holds(&client.order(&dry_run), 201);
    qovery.deployments_reach(&cluster, ClusterState::Deploying);
    judged.holds(&client.order(&deploy(&cluster)), 201);
    judged.holds(&client.order(&deploy(&cluster)), 400);
    judged.holds(&client.get(&status(UNKNOWN)), 404);
    judged.holds(&client.order(&deploy(UNKNOWN)), 404);
}

#[test]
fn refusals_of_a_token_are_as_published_where_qovery_publishes_any() {
    let Some(judged) = judged() else { return };
    let Judged { qovery, client, .. } = &judged;
    let (all, listed) = (path("/aws/credentials"), path("/credentials"));
    judged.refuses(
        &Client::new(judged.prism.url()).authorized(None).get(&all),
        401,
    );
    let elsewhere = format!("/organization/{UNKNOWN}/aws/credentials");
    judged.holds(&client.get(&elsewhere), 404);
    qovery.token(ORGANIZATION, TOKEN, Access::Forbidden);
    judged.holds(&client.get(&all), 403);
    judged.leaves_open(&client.get(&listed), 403);
    qovery.revoke_token(TOKEN);
    judged.holds(&client.get(&all), 401);
    judged.holds(&client.post(&all, &role_request("aws")), 401);
    judged.leaves_open(&client.get(&listed), 401);
}

#[test]
fn the_statuses_that_qovery_leaves_open_are_known() {
    let Some(judged) = judged() else { return };
    let Judged { qovery, client, .. } = &judged;
    let role = qovery.add_credential(ORGANIZATION, "aws", CredentialValues::role(ROLE_ARN));
    qovery.link_cluster(ORGANIZATION, &role, "production");
    for status in [400, 409] {
        qovery.refuse_linked_deletion_with(status);
        let refused = client.delete(&path(&format!("/aws/credentials/{role}")));
        judged.leaves_open(&refused, status);
    }
    for kind in [FaultKind::rate_limit(1), FaultKind::html(502, 0)] {
        qovery.fault(Fault::on("GET", "**", kind));
        let answer = client.get(&path("/aws/credentials"));
        judged.leaves_open(&answer, answer.status);
    }
}

/// The check can fail: each of these is one field or status away from what is published.
#[test]
fn a_wrong_answer_or_request_does_not_pass() {
    let Some(judged) = judged() else { return };
    let all = path("/aws/credentials");
    let right = json!({ "id": UNKNOWN, "name": "a", "role_arn": "r", "object_type": "AWS_ROLE" });
    let wrong = [
        (200, right.clone()),
        (201, with(&right, "object_type", &json!("AWS_STATIC"))),
        (201, with(&right, "id", &json!("not a uuid"))),
        (201, with(&right, "role_arn", &json!(null))),
    ];
    for (status, body) in wrong {
        judged
            .qovery
            .fault(Fault::on("POST", "**", FaultKind::json(status, &body)));
        judged.client.post(&all, &role_request("aws"));
        let violations = judged.violations();
        let is_found =
            |v: &Violation| v.severity == Severity::Error && v.request.starts_with("post");
        assert!(
            violations.iter().any(is_found),
            "{status} {body}: {violations:?}"
        );
    }
    judged
        .qovery
        .fault(Fault::on("POST", "**", FaultKind::json(201, &right)));
    judged.holds(&judged.client.post(&all, &role_request("aws")), 201);

    let wrong = with(&role_request("aws"), "type", &json!("AWS"));
    judged.refuses(&judged.client.post(&all, &wrong), 400);
}

#[test]
fn a_request_to_a_path_that_is_not_published_does_not_pass() {
    let Some(judged) = judged() else { return };
    judged.refuses(&judged.client.get(&path("/aws")), 404);
    judged.refuses(&judged.client.get("/organization/not-a-uuid"), 404);
}

#[test]
fn a_specification_that_cannot_be_read_is_an_error_and_no_silent_pass() {
    let Some(judged) = judged() else { return };
    let missing = Path::new("/nowhere/openapi.yaml");
    let error = Prism::start(missing, &judged.qovery.url()).expect_err("there is no such file");
    assert!(
        error.to_string().contains("/nowhere/openapi.yaml"),
        "{error}"
    );
}

fn with(document: &Value, field: &str, value: &Value) -> Value {
    let mut changed = document.clone();
    changed[field] = value.clone();
    changed
}

fn vsphere_request() -> Value {
    json!({
        "type": "EKS_ANYWHERE_VSPHERE_ROLE",
        "name": "vsphere",
        "vsphere_user": "user",
        "vsphere_password": "marked-password",
        "role_arn": ROLE_ARN,
    })
}
