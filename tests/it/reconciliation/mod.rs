//! Drift found, old keys retired by proof, the operator told: against a world in memory.

mod calls;
mod checks;
mod events;
mod mending;
mod property;
mod retirement;
mod telling;

use domain::qovery::ClusterState;
use std::time::Duration;

use domain::{
    properties::{Properties, Raw},
    reconciliation::{CheckName, Expected, Outcome, Report, UserKeys},
};
use reconciliation::Config;
use serde_json::{Value, json};
use support::world::{HeldValues, World};

use super::rotation as keys;

const ORGANIZATION: &str = "11111111-2222-3333-4444-555555555555";
const TOKEN_SECRET: &str = "arn:aws:secretsmanager:eu-west-3:123456789012:secret:token-AbCdEf";
const TOKEN: &str = "PlantedToken";
const ROLE: &str = "arn:aws:iam::123456789012:role/qovery-role";
const FUNCTION_ROLE: &str = "qovery-ReconciliationFunctionRole-1A2B3C";
const TOPIC: &str = "arn:aws:sns:eu-west-3:123456789012:findings";
const TRUSTED: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sts:AssumeRole"}}"#;
const PUBLIC: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}"#;
const TIME_LEFT: Duration = Duration::from_mins(5);
const DAY: Duration = Duration::from_hours(24);

fn properties(method: &Value) -> Properties {
    let mut raw: Raw = serde_json::from_value(json!({
        "OrganizationId": ORGANIZATION,
        "CredentialsName": "aws-123456789012",
        "ApiTokenSecretArn": TOKEN_SECRET,
    }))
    .unwrap();
    raw.extend(method.as_object().unwrap().clone());
    Properties::parse(&raw).unwrap()
}

fn config(method: &Value, credentials: &str, keys: Option<UserKeys>) -> Config {
    Config {
        expected: Expected {
            properties: properties(method),
            credentials: credentials.parse().unwrap(),
            keys,
        },
        stack: "qovery".to_owned(),
        dry_run: false,
        topic: Some(TOPIC.parse().unwrap()),
        function_role: FUNCTION_ROLE.to_owned(),
    }
}

/// An account that Qovery assumes a role of, and a cluster that runs on it.
fn with_role() -> (World, Config) {
    let world = World::new();
    let id = world.edit(|state| {
        state.add_role(ROLE, TRUSTED);
        state.add_secret(TOKEN_SECRET, Some(TOKEN));
        state.add_organization(ORGANIZATION, TOKEN);
        let role = HeldValues::Role(ROLE.to_owned());
        let id = state.add_credentials(ORGANIZATION, "production", role);
        let id = id.unwrap();
        state.add_cluster(ORGANIZATION, "production", &id).unwrap();
        id
    });
    let method = json!({
        "AuthenticationMethod": "AssumeRole",
        "RoleArn": ROLE,
        "TrustedPrincipals": "222222222222",
    });
    (world, config(&method, id.as_str(), None))
}

/// An account with a rotated key, and a cluster that runs on it.
async fn with_key() -> (World, Config, rotation::Config) {
    let (world, rotation) = keys::connected().await;
    let method = json!({
        "AuthenticationMethod": "StaticCredentials",
        "UserName": keys::USER,
        "SecretArn": keys::SECRET,
    });
    let user_keys = UserKeys {
        user_name: keys::USER.to_owned(),
        secret: keys::SECRET.parse().unwrap(),
        grace: rotation.keys.grace,
    };
    let config = config(&method, rotation.credentials.as_str(), Some(user_keys));
    (world, config, rotation)
}

async fn run(world: &World, config: &Config) -> Report {
    let event = json!({ "trigger": "schedule" });
    reconciliation::handle(&event, world, config, &|| world.now(), TIME_LEFT).await
}

fn outcome(report: &Report, name: CheckName) -> Outcome {
    let check = report.checks.iter().find(|check| check.name == name);
    check.expect("the check applies").outcome
}

fn codes(report: &Report) -> Vec<&'static str> {
    let findings = report.checks.iter().flat_map(|check| &check.findings);
    findings.map(|found| found.finding.code).collect()
}

fn changes(report: &Report) -> Vec<String> {
    let changes = report.changes.iter();
    changes
        .map(|change| format!("{:?}: {}", change.outcome, change.what))
        .collect()
}

/// Somebody deploys the only cluster of the organization.
fn deploy(world: &World) {
    world.edit(|state| {
        let now = state.now;
        let organization = state.organizations.get_mut(ORGANIZATION).unwrap();
        let credentials = organization.credentials.clone();
        for cluster in &mut organization.clusters {
            let held = credentials.iter().find(|one| one.id == cluster.credentials);
            cluster.in_use = held.map(|held| held.values.clone());
            cluster.last_deployment_at = Some(now);
            cluster.state = ClusterState::Deployed;
        }
    });
}

fn set_state(world: &World, state_of_cluster: ClusterState) {
    world.edit(|state| {
        let organization = state.organizations.get_mut(ORGANIZATION).unwrap();
        organization.clusters[0].state = state_of_cluster;
    });
}

fn advance(world: &World, by: Duration) {
    world.edit(|state| state.advance(by));
}
