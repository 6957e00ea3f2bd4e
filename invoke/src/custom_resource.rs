//! An account to connect, or one that is connected.

use std::time::Duration;

use anyhow::{Context, Result};
use custom_resource::Config;
use domain::aws::stack::StackStatus;
use serde_json::Value;
use support::{
    terminal,
    world::{HeldValues, World},
};

use crate::{
    NAME, ORGANIZATION, PERMISSIONS, ROLE, STACK, TOKEN, TOKEN_SECRET, own_stack, show_calls,
};

const ANOTHER_ORGANIZATION: &str = "66666666-2222-4333-8444-555555555555";
const ROLE_OF_ANOTHER_STACK: &str = "arn:aws:iam::123456789012:role/published";
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sts:AssumeRole"}}"#;
const TRUST_WITH_EXTERNAL_ID: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"agreed-upon"}}}}"#;
/// As Lambda gives it.
const TIME_LEFT: Duration = Duration::from_secs(90);

pub(crate) async fn invoke(event: Value) -> Result<()> {
    let request = event["RequestType"].as_str().unwrap_or_default();
    let world = world(request);
    let config = Config {
        stack: own_stack()?,
        rotation_schedule: "rate(90 days)".to_owned(),
        is_local: false,
    };
    let now = || world.now();
    let handled = custom_resource::handle(event, &world, &config, TIME_LEFT, &now).await;
    show_calls(&world);
    handled.context("nobody was answered")?;
    terminal::heading("Answer to CloudFormation");
    for (_, answer) in world.state().answers {
        show(&serde_json::from_str(&answer)?)?;
    }
    Ok(())
}

/// The reason apart: it has lines of its own.
fn show(answer: &Value) -> Result<()> {
    let mut rest = answer.clone();
    let reason = rest
        .as_object_mut()
        .and_then(|fields| fields.remove("Reason"));
    terminal::line(&serde_json::to_string_pretty(&rest)?);
    terminal::heading("Its reason");
    for line in reason.iter().filter_map(Value::as_str).flat_map(str::lines) {
        terminal::line(&format!("  {line}"));
    }
    Ok(())
}

/// What a Create meets, and what the other requests do.
fn world(request: &str) -> World {
    let world = World::new();
    world.edit(|state| {
        state.add_organization(ORGANIZATION, TOKEN);
        if request != "Create" {
            // The first that this world makes has the id that the sample events name.
            let role = HeldValues::Role(ROLE.to_owned());
            state.add_credentials(ORGANIZATION, NAME, role);
        }
        state.add_organization(ANOTHER_ORGANIZATION, TOKEN);
        state.add_role(ROLE, TRUST);
        state.add_role(ROLE_OF_ANOTHER_STACK, TRUST_WITH_EXTERNAL_ID);
        state.add_secret(TOKEN_SECRET, Some(TOKEN));
        let status = match request {
            "Create" => StackStatus::CreateInProgress,
            "Update" => StackStatus::UpdateInProgress,
            _ => StackStatus::DeleteInProgress,
        };
        state.add_stack(STACK, status);
        state.made_by_stack(STACK, PERMISSIONS, &["qovery-role"]);
    });
    world
}
