//! The custom resource's function against a world in memory.

mod events;
mod faults;
mod hostile;
mod keys;
mod secrecy;
mod settling;

use std::{path::Path, time::Duration};

use serde_json::Value;
use support::world::{HeldValues, World};
use time::{OffsetDateTime, macros::datetime};
use tokio::time::Instant;

const ORGANIZATION: &str = "11111111-2222-4333-8444-555555555555";
const OTHER_ORGANIZATION: &str = "66666666-2222-4333-8444-555555555555";
const TOKEN: &str = "qov_MARKED-SECRET-token";
const TOKEN_SECRET: &str =
    "arn:aws:secretsmanager:eu-west-3:123456789012:secret:qovery-api-token-AbCdEf";
const ROLE: &str = "arn:aws:iam::123456789012:role/qovery-role";
const TIME_LEFT: Duration = Duration::from_secs(90);
const TRUSTED: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sts:AssumeRole"}}"#;
const TRUSTED_WITH_EXTERNAL_ID: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"agreed-upon"}}}}"#;

/// An account that could be connected, and an organization that knows nothing of it.
fn world() -> World {
    let world = World::new();
    world.edit(|state| {
        state.add_role(ROLE, TRUSTED);
        state.add_role(
            "arn:aws:iam::123456789012:role/published",
            TRUSTED_WITH_EXTERNAL_ID,
        );
        state.add_secret(TOKEN_SECRET, Some(TOKEN));
        state.add_organization(ORGANIZATION, TOKEN);
        state.add_organization(OTHER_ORGANIZATION, TOKEN);
    });
    world
}

/// The same account after a Create: the credentials have the id that the sample events name.
fn connected_world() -> World {
    let world = World::new();
    world.edit(|state| {
        state.add_organization(ORGANIZATION, TOKEN);
        let role = HeldValues::Role(ROLE.to_owned());
        state.add_credentials(ORGANIZATION, "aws-123456789012", role);
        state.add_organization(OTHER_ORGANIZATION, TOKEN);
        state.add_role(ROLE, TRUSTED);
        state.add_secret(TOKEN_SECRET, Some(TOKEN));
    });
    world
}

/// The function's clock: it goes as the test's own does, where sleeping takes no time.
fn now() -> OffsetDateTime {
    thread_local!(static START: Instant = Instant::now());
    datetime!(2026-03-01 12:00 UTC) + START.with(Instant::elapsed)
}

fn event(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../events/custom-resource")
        .join(name)
        .with_extension("json");
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).expect("a sample event is JSON")
}

/// The one answer: none is silence, two are one too many.
fn answer(world: &World) -> Value {
    let answers = world.state().answers;
    assert_eq!(answers.len(), 1, "one answer, always");
    let (_, body) = &answers[0];
    assert!(
        body.len() <= custom_resource::MAX_ANSWER_BYTES,
        "{} bytes",
        body.len()
    );
    assert!(!body.contains("MARKED-SECRET"), "{body}");
    serde_json::from_str(body).expect("an answer is JSON")
}

fn names(world: &World, organization: &str) -> Vec<String> {
    let state = world.state();
    let credentials = &state.organizations[organization].credentials;
    credentials.iter().map(|one| one.name.clone()).collect()
}
