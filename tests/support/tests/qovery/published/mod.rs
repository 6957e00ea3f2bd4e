//! Every kind of request and answer, held against what Qovery publishes.

use contract::{Contract, Part, Violation};
use serde_json::{Value, json};
use support::qovery::{Access, ClusterState, CredentialValues, Fault, FaultKind, Missing, Qovery};

use crate::client::{
    Answer, Client, ORGANIZATION, ROLE_ARN, TOKEN, UNKNOWN, key_request, path, role_request, start,
};

mod document;
mod wrong;

/// A stand-in, and a client whose last request and its answer can be judged.
struct Judged {
    qovery: Qovery,
    client: Client,
}

/// Where there is nothing, it answers what Qovery publishes: 404.
fn judged() -> Judged {
    let (qovery, client) = start();
    qovery.edit(|state| state.qovery.missing = Missing::NotFound);
    Judged { qovery, client }
}

impl Judged {
    /// What is wrong with the last request and its answer.
    fn violations(&self) -> Vec<Violation> {
        let requests = self.qovery.requests();
        Contract::ours().judge(&requests[requests.len() - 1..])
    }

    /// Request and answer are as published.
    fn holds(&self, answer: &Answer, status: u16) {
        assert_eq!(answer.status, status, "{}", answer.text);
        assert_eq!(self.violations(), [], "{}", answer.text);
    }

    /// The request is as published, and the answer's status is one that Qovery leaves open.
    fn leaves_open(&self, answer: &Answer, status: u16) {
        assert_eq!(answer.status, status, "{}", answer.text);
        let violations = self.violations();
        let parts: Vec<Part> = violations.iter().map(|violation| violation.part).collect();
        assert_eq!(parts, [Part::Status], "{violations:?}");
    }

    /// The request is not as published, which is what the answer is about; the answer is.
    fn refuses(&self, answer: &Answer, status: u16, what: &str) {
        assert_eq!(answer.status, status, "{}", answer.text);
        let violations = self.violations();
        assert_eq!(violations.len(), 1, "{violations:?}");
        let violation = &violations[0];
        assert_eq!(violation.part, Part::Request);
        assert!(violation.message.contains(what), "{violation}");
    }
}

#[test]
fn every_answer_about_credentials_is_as_published() {
    let judged = judged();
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
        "oneOf",
    );
    judged.qovery.allow_kind_change(false);
    let id = client.post(&all, &role_request("aws")).id();
    judged.holds(&client.put(&one(&id), &key_request("AKIA1")), 400);
}

#[test]
fn every_answer_about_clusters_and_the_organization_is_as_published() {
    let judged = judged();
    let Judged { qovery, client } = &judged;
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
fn every_answer_about_registries_is_as_published() {
    let judged = judged();
    let Judged { qovery, client } = &judged;
    let role = qovery.add_credential(ORGANIZATION, "aws", CredentialValues::role(ROLE_ARN));
    qovery.link_cluster(ORGANIZATION, &role, "production");
    let key = CredentialValues::access_key("AKIA1", "marked/secret");
    qovery.edit(|state| state.add_helm_repository(ORGANIZATION, key));
    for (list, kind) in [
        ("/containerRegistry", "ECR"),
        ("/helmRepository", "OCI_ECR"),
    ] {
        let all = client.get(&path(list));
        judged.holds(&all, 200);
        let mut request = all.json()["results"][0].take();
        assert_eq!(request["kind"], kind);
        request["config"] = json!({ "region": "eu-west-3", "role_arn": ROLE_ARN });
        let one = |id: &str| path(&format!("{list}/{id}"));
        let own = one(request["id"].as_str().unwrap_or_default());
        judged.holds(&client.get(&own), 200);
        judged.holds(&client.put(&own, &request), 200);
        judged.holds(&client.get(&one(UNKNOWN)), 404);
        judged.holds(&client.put(&one(UNKNOWN), &request), 404);
        qovery.edit(|state| state.qovery.allows_registry_changes = false);
        judged.holds(&client.put(&own, &request), 400);
        qovery.edit(|state| state.qovery.allows_registry_changes = true);
        request["name"] = Value::Null;
        judged.refuses(&client.put(&own, &request), 400, "/name");
    }
}

#[test]
fn refusals_of_a_token_are_as_published_where_qovery_publishes_any() {
    let judged = judged();
    let Judged { qovery, client } = &judged;
    let (all, listed) = (path("/aws/credentials"), path("/credentials"));
    for authorization in [None, Some("Bearer x"), Some("Token")] {
        let stranger = Client::new(&qovery.url()).authorized(authorization);
        judged.refuses(&stranger.get(&all), 401, "Authorization: Token <token>");
    }
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
    let judged = judged();
    let Judged { qovery, client } = &judged;
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

fn vsphere_request() -> Value {
    json!({
        "type": "EKS_ANYWHERE_VSPHERE_ROLE",
        "name": "vsphere",
        "vsphere_user": "user",
        "vsphere_password": "marked-password",
        "role_arn": ROLE_ARN,
    })
}
