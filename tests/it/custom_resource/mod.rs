//! The custom resource's function against a world in memory.

mod account;
mod away;
mod beside_a_rotation;
mod deletions;
mod ends;
mod events;
mod eventual_consistency;
mod faults;
mod given_role;
mod held;
mod hostile;
mod keys;
mod lives;
mod lost_answers;
mod moves;
mod overtaken;
mod registration;
mod repairs;
mod revocations;
mod roll_back;
mod roll_back_notes;
mod secrecy;
mod superseded_keys;
mod switches;
mod which_request;
mod who_may_ask;

use std::{path::Path, time::Duration};

use application::custom_resource::AnswerError;
use custom_resource::{Config, MAX_ANSWER_BYTES};
use domain::aws::stack::StackStatus;
use serde_json::Value;
use support::world::{State, World};

use crate::own_stack::{STACK, own_stack};

pub(crate) use account::{ORGANIZATION, TOKEN, TRUSTED};

/// A fresh world.
type MakeWorld = fn() -> World;

/// In words, and how it comes about.
type Change = (&'static str, fn(&mut State));

/// What Lambda leaves for one request.
const TIME_LEFT: Duration = Duration::from_secs(90);

/// What the template says to the function.
fn config() -> Config {
    Config {
        stack: own_stack(),
        rotation_schedule: "rate(90 days)".to_owned(),
        is_local: false,
    }
}

/// Hands the event to the function.
async fn handle(world: &World, event: Value) -> Result<(), AnswerError> {
    custom_resource::handle(event, world, &config(), TIME_LEFT, &|| world.now()).await
}

/// Sends the event while the stack is in that status. Returns the one answer.
async fn send(world: &World, status: StackStatus, event: Value) -> Value {
    world.edit(|state| {
        state.answers.clear();
        state.move_stack(STACK, status);
    });
    handle(world, event).await.expect("an answer");
    answer(world)
}

/// What an answer says to the operator.
fn reason(answer: &Value) -> &str {
    answer["Reason"].as_str().unwrap_or_default()
}

/// The request that follows an answer.
fn after(mut event: Value, answer: &Value) -> Value {
    event["PhysicalResourceId"] = answer["PhysicalResourceId"].clone();
    event
}

/// A sample event.
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
    assert!(body.len() <= MAX_ANSWER_BYTES, "{} bytes", body.len());
    assert!(!body.contains("MARKED-SECRET"), "{body}");
    serde_json::from_str(body).expect("an answer is JSON")
}

/// The names of the credentials of an organization.
fn names(world: &World, organization: &str) -> Vec<String> {
    let state = world.state();
    let credentials = &state.organizations[organization].credentials;
    credentials.iter().map(|one| one.name.clone()).collect()
}
