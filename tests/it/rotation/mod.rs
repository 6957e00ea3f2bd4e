//! The four steps, the first key and the end of keys, each through the front door.

mod faults;
mod keys;
mod registries;
mod runbook;
mod secrecy;
mod steps;
mod tags;

use std::{fs, time::Duration};

use application::{
    Error,
    keys::{QoveryTarget, RegisteredTarget, UserKeys, note_push, run_goal},
    qovery,
};
use domain::{
    aws::{iam::KeyStatus, secret::VersionId},
    finding::{Code, Finding},
    port_error::PortErrorKind,
    ports::CredentialRegistry,
    qovery::{Access, ApiToken, CredentialsId, Organization},
    rotation::{Goal, Pushed, RotationStep, StoredKey},
};
use rotation::{Config, RotationError};
use serde_json::{Value, json};
use support::world::{At, Fault, HeldValues, State, World};

pub(crate) const USER: &str = "qovery";
const USER_ARN: &str = "arn:aws:iam::123456789012:user/qovery";
pub(crate) const SECRET: &str =
    "arn:aws:secretsmanager:eu-west-3:123456789012:secret:qovery-credentials-AbCdEf";
const TOKEN_SECRET: &str = "arn:aws:secretsmanager:eu-west-3:123456789012:secret:token-AbCdEf";
const ORGANIZATION: &str = "11111111-2222-3333-4444-555555555555";
const API_TOKEN: &str = "PlantedToken";
pub(crate) const FIRST: &str = "8d0f7c1e-4b1a-4c55-9a0e-2f6b3f1f7a01";
const A_WEEK: Duration = Duration::from_hours(7 * 24);

/// An account with a user and an empty secret, and an organization.
pub(crate) fn empty_world() -> World {
    let world = World::new();
    world.edit(|state| {
        state.add_user(USER_ARN);
        state.add_secret(SECRET, None);
        state.add_secret(TOKEN_SECRET, Some(API_TOKEN));
        state.add_organization(ORGANIZATION, API_TOKEN);
    });
    world
}

pub(crate) fn keys() -> UserKeys {
    UserKeys {
        user_name: USER.to_owned(),
        secret: SECRET.parse().unwrap(),
        is_superseded: false,
        grace: A_WEEK,
    }
}

fn config(credentials: &CredentialsId) -> Config {
    Config {
        api_token_secret: TOKEN_SECRET.parse().unwrap(),
        organization: ORGANIZATION.parse().unwrap(),
        credentials: credentials.clone(),
        credentials_name: "aws-123456789012".to_owned(),
        keys: keys(),
        redeploy_clusters: false,
    }
}

fn access() -> Access {
    Access {
        url: "https://api.qovery.com".parse().unwrap(),
        token: ApiToken(API_TOKEN.into()),
        organization: ORGANIZATION.parse().unwrap(),
    }
}

async fn organization(world: &World) -> Organization {
    qovery::look(world, &access()).await.unwrap()
}

/// What the custom resource asks for on Create.
pub(crate) async fn issue(world: &World) -> Result<StoredKey, Error> {
    let seen = organization(world).await;
    let token: VersionId = "0b7e0c52-1111-4c55-9a0e-2f6b3f1f7a01".parse().unwrap();
    let goal = Goal::FirstKey(token);
    let target = QoveryTarget::Seen(Some(&seen));
    let run = run_goal(&goal, world, &keys(), target, None, &|| world.now()).await?;
    Ok(run.current().expect("a first key is current").clone())
}

/// A stack in use: first key issued, registered, and a cluster that runs on it.
pub(crate) async fn connected() -> (World, Config) {
    let world = empty_world();
    let first = issue(&world).await.unwrap();
    let held = world.state().users[USER].keys[0].clone();
    assert_eq!(held.id, first.access_key.id);
    let credentials = world.edit(|state| {
        let values = HeldValues::Static(held.id.to_string(), held.secret.clone());
        let id = state.add_credentials(ORGANIZATION, "aws-123456789012", values);
        let id = id.unwrap();
        state.add_cluster(ORGANIZATION, "production", &id).unwrap();
        id
    });
    let pushed = Pushed::now(held.id, world.now());
    note_push(&world, USER, &pushed).await.unwrap();
    world.edit(|state| state.advance(Duration::from_hours(24)));
    world.forget_calls();
    (world, config(&credentials))
}

pub(crate) fn event(step: RotationStep, token: &str) -> Value {
    json!({"Step": step.as_str(), "SecretId": SECRET, "ClientRequestToken": token})
}

pub(crate) async fn step(
    world: &World,
    config: &Config,
    step: RotationStep,
    token: &str,
) -> Result<Vec<Finding>, RotationError> {
    rotation::handle(event(step, token), world, config, &|| world.now()).await
}

/// What Secrets Manager does: stages a version and calls the four steps.
pub(crate) async fn rotate(
    world: &World,
    config: &Config,
    token: &str,
) -> Result<Vec<Finding>, RotationError> {
    world.edit(|state| state.stage_rotation(SECRET, token));
    let mut findings = Vec::new();
    for next in RotationStep::ALL {
        findings.extend(step(world, config, next, token).await?);
    }
    Ok(findings)
}

/// The key id in the version with that label.
pub(crate) fn labelled(state: &State, label: &str) -> Option<String> {
    let mut versions = state.secrets[SECRET].versions.values();
    let version = versions.find(|version| version.labels.contains(label))?;
    let value: Value = serde_json::from_str(version.value.as_ref()?).ok()?;
    Some(value["access_key_id"].as_str()?.to_owned())
}

pub(crate) fn at_qovery(state: &State) -> Option<String> {
    match &state.organizations[ORGANIZATION]
        .credentials
        .first()?
        .values
    {
        HeldValues::Static(id, _) => Some(id.clone()),
        HeldValues::Role(_) | HeldValues::Foreign { .. } => None,
    }
}

pub(crate) fn is_active(state: &State, id: &str) -> bool {
    let mut keys = state.users[USER].keys.iter();
    keys.any(|key| key.id.as_str() == id && key.status == KeyStatus::Active)
}

fn codes(error: &RotationError) -> Vec<Code> {
    match error {
        RotationError::Step(Error::Refused(_, findings)) => {
            findings.iter().map(|one| one.code).collect()
        }
        other => panic!("not refused: {}", other.message().render(4096)),
    }
}
