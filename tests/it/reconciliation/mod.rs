//! The reconciliation's function against a world in memory: drift, retirement, reports.

mod calls;
mod checks;
mod events;
mod identities;
mod property;
mod registries;
mod repairs;
mod reporting;
mod retirement;

use std::time::Duration;

use domain::{
    aws::stack::StackStatus,
    properties::{Properties, Raw},
    qovery::ClusterState,
    reconciliation::{CheckName, Expected, Outcome, Report},
};
use reconciliation::Config;
use serde_json::{Value, json};
use support::world::{HeldValues, Organization, State, World};

use super::{
    own_stack::{GRACE, STACK, made, own_stack},
    rotation as keys,
};

const ORGANIZATION: &str = "11111111-2222-3333-4444-555555555555";
const TOKEN_SECRET: &str = "arn:aws:secretsmanager:eu-west-3:123456789012:secret:token-AbCdEf";
const TOKEN: &str = "PlantedToken";
const ROLE: &str = "arn:aws:iam::123456789012:role/qovery-role";
const FUNCTION_ROLE: &str = "qovery-ReconciliationFunctionRole-1A2B3C";
const FUNCTION_ROLE_ARN: &str =
    "arn:aws:iam::123456789012:role/qovery-ReconciliationFunctionRole-1A2B3C";
const FUNCTION_TRUST: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;
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

fn config(method: &Value, credentials: &str) -> Config {
    let own = own_stack();
    Config {
        expected: Expected {
            stack: own.id.clone(),
            permissions: own.permissions.clone(),
            properties: properties(method),
            credentials: credentials.parse().unwrap(),
            role_id: None,
            grace: GRACE,
        },
        own_stack: own,
        stack: "qovery".to_owned(),
        dry_run: false,
        topic: Some(TOPIC.parse().unwrap()),
        function_role: FUNCTION_ROLE.to_owned(),
    }
}

/// The stack at rest and protected, with the function's own role and what it has made.
fn deployed(state: &mut State, names: &[&str]) {
    state.add_stack(STACK, StackStatus::CreateComplete);
    state.stacks.get_mut(STACK).unwrap().is_protected = true;
    state.add_role(FUNCTION_ROLE_ARN, FUNCTION_TRUST);
    made(state, names);
}

/// An account that Qovery assumes a role of, and a cluster that runs on it.
fn with_role() -> (World, Config) {
    let world = World::new();
    let id = world.edit(|state| {
        state.add_role(ROLE, TRUSTED);
        deployed(state, &["qovery-role"]);
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
    (world, config(&method, id.as_str()))
}

/// An account with a rotated key, and a cluster that runs on it. A stranger has used up the user's
/// room for tags since its first key: no note needs any.
async fn with_key() -> (World, Config, rotation::Config) {
    let (world, rotation) = keys::connected().await;
    let method = json!({
        "AuthenticationMethod": "StaticCredentials",
        "UserName": keys::USER,
        "SecretArn": keys::SECRET,
    });
    world.edit(|state| {
        deployed(state, &[keys::USER]);
        state.fill_with_tags(keys::USER);
    });
    world.forget_calls();
    let config = config(&method, rotation.credentials.as_str());
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
    findings.map(|found| found.finding.code.as_str()).collect()
}

fn changes(report: &Report) -> Vec<String> {
    let changes = report.changes.iter();
    changes
        .map(|change| format!("{:?}: {}", change.outcome, change.what))
        .collect()
}

fn edit_organization<T>(world: &World, change: impl FnOnce(&mut Organization) -> T) -> T {
    world.edit(|state| change(state.organizations.get_mut(ORGANIZATION).unwrap()))
}

/// A person deploys every cluster of the organization, which takes what Qovery shows.
fn deploy(world: &World) {
    for state in [ClusterState::DeploymentQueued, ClusterState::Deployed] {
        set_state(world, state);
    }
}

/// Every cluster of the organization comes into that state.
fn set_state(world: &World, to: ClusterState) {
    world.edit(|state| {
        let clusters = state.organizations[ORGANIZATION].clusters.clone();
        for cluster in clusters {
            state.set_cluster_state(&cluster.id, to);
        }
    });
}

/// What the first credentials of the organization hold.
fn held(world: &World) -> HeldValues {
    world.state().organizations[ORGANIZATION].credentials[0]
        .values
        .clone()
}

fn set_values(world: &World, values: HeldValues) {
    edit_organization(world, |known| known.credentials[0].values = values);
}

fn advance(world: &World, by: Duration) {
    world.edit(|state| state.advance(by));
}
