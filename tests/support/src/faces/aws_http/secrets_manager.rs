//! Secrets Manager: JSON in, JSON out.
//!
//! Source: its API reference, for the names, and its service model, for times as seconds.

use std::str::FromStr;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{
    aws::{
        arn::SecretArn,
        secret::{SecretDescription, StagingLabel, VersionId},
    },
    ports::{SecretVersions, Secrets},
};
use secrecy::ExposeSecret;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::invalid;
use crate::{faces::ports::World, state::aws::Refusal};

pub(super) async fn answer(world: &World, operation: &str, body: &[u8]) -> Response {
    let (status, document) = match carry_out(world, operation, body).await {
        Ok(document) => (200, document),
        Err(Refusal { code, message }) => {
            // This protocol says 400 to whatever the caller could have known better.
            let status = code.status().clamp(400, 500) / 100 * 100;
            (status, json!({ "__type": code.json(), "message": message }))
        }
    };
    let status = StatusCode::from_u16(status).unwrap_or_default();
    let kind = [("content-type", "application/x-amz-json-1.1")];
    (status, kind, document.to_string()).into_response()
}

async fn carry_out(world: &World, operation: &str, body: &[u8]) -> Result<Value, Refusal> {
    let given: Value = serde_json::from_slice(body).map_err(|_| invalid("the body is no JSON"))?;
    let secret: SecretArn = parsed(&given["SecretId"])?;
    match operation {
        "GetSecretValue" => get(world, &secret, &given).await,
        "DescribeSecret" => Ok(described(&secret, &world.describe_secret(&secret).await?)),
        "PutSecretValue" => put(world, &secret, &given).await,
        "UpdateSecretVersionStage" => update(world, &secret, &given).await,
        "DeleteSecret" => {
            let end = world.schedule_deletion(&secret).await?.unix_timestamp();
            Ok(json!({ "ARN": secret.as_str(), "Name": "secret", "DeletionDate": end }))
        }
        _ => Err(invalid("no operation that any function uses")),
    }
}

#[expect(clippy::disallowed_methods, reason = "Secrets Manager gives it out")]
async fn get(world: &World, secret: &SecretArn, given: &Value) -> Result<Value, Refusal> {
    let value = match &given["VersionId"] {
        Value::Null => world.get_secret_value(secret).await?,
        version => {
            let version = parsed(version)?;
            world.get_secret_value_of(secret, &version).await?
        }
    };
    let text = value.expose_secret();
    Ok(json!({ "ARN": secret.as_str(), "Name": "secret", "SecretString": text }))
}

async fn put(world: &World, secret: &SecretArn, given: &Value) -> Result<Value, Refusal> {
    let token: VersionId = parsed(&given["ClientRequestToken"])?;
    let value = given["SecretString"].as_str().unwrap_or_default();
    let labels = given["VersionStages"].as_array().into_iter().flatten();
    let labels: Vec<StagingLabel> = labels
        .filter_map(Value::as_str)
        .map(StagingLabel::from)
        .collect();
    let value = value.to_owned().into();
    world
        .put_secret_value(secret, &token, &value, &labels)
        .await?;
    Ok(json!({ "ARN": secret.as_str(), "VersionId": token.as_str() }))
}

async fn update(world: &World, secret: &SecretArn, given: &Value) -> Result<Value, Refusal> {
    let label = given["VersionStage"].as_str().unwrap_or_default().into();
    let version = |name: &str| match &given[name] {
        Value::Null => Ok(None),
        id => parsed(id).map(Some),
    };
    let (from, to) = (version("RemoveFromVersionId")?, version("MoveToVersionId")?);
    world
        .update_secret_version_stage(secret, &label, from.as_ref(), to.as_ref())
        .await?;
    Ok(json!({ "ARN": secret.as_str() }))
}

fn parsed<T: FromStr>(given: &Value) -> Result<T, Refusal> {
    let parsed = given.as_str().and_then(|text| text.parse().ok());
    parsed.ok_or_else(|| invalid("an id is missing or malformed"))
}

fn described(secret: &SecretArn, seen: &SecretDescription) -> Value {
    let stages: Map<String, Value> = seen
        .versions
        .iter()
        .map(|(id, labels)| {
            let labels = labels.iter().map(ToString::to_string);
            (id.to_string(), labels.collect::<Vec<_>>().into())
        })
        .collect();
    let mut document = json!({
        "ARN": secret.as_str(),
        "Name": "secret",
        "RotationEnabled": seen.rotation_enabled,
        "VersionIdsToStages": stages,
    });
    let times = [
        ("LastRotatedDate", seen.last_rotated_at),
        ("NextRotationDate", seen.next_rotation_at),
        ("LastChangedDate", seen.last_changed_at),
    ];
    for (name, at) in times {
        if let Some(at) = at.map(OffsetDateTime::unix_timestamp) {
            document[name] = at.into();
        }
    }
    document
}
