//! A connected account whose role trusts every principal.

use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use domain::{
    aws::stack::StackStatus,
    properties::{Properties, Raw},
    qovery::CredentialsId,
    reconciliation::Expected,
};
use reconciliation::Config;
use serde_json::{Value, json};
use support::{
    terminal,
    world::{HeldValues, World},
};

use crate::{
    NAME, ORGANIZATION, PERMISSIONS, ROLE, STACK, TOKEN, TOKEN_SECRET, own_stack, show_calls,
};

const OPEN: &str = r#"{"Version":"2012-10-17","Statement":{"Sid":"Qovery","Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}"#;
/// As Lambda gives it.
const TIME_LEFT: Duration = Duration::from_mins(5);

pub(crate) async fn invoke(event: Value) -> Result<()> {
    let world = World::new();
    let credentials = connected(&world).context("the account could not be connected")?;
    let config = config(credentials)?;
    let now = || world.now();
    let report = reconciliation::handle(&event, &world, &config, &now, TIME_LEFT).await;
    show_calls(&world);
    terminal::heading("Report");
    terminal::line(&serde_json::to_string_pretty(&report)?);
    Ok(())
}

fn connected(world: &World) -> Option<CredentialsId> {
    world.edit(|state| {
        state.add_role(ROLE, OPEN);
        state.add_secret(TOKEN_SECRET, Some(TOKEN));
        state.add_organization(ORGANIZATION, TOKEN);
        state.add_stack(STACK, StackStatus::CreateComplete);
        state.made_by_stack(STACK, PERMISSIONS, &["qovery-role"]);
        let role = HeldValues::Role(ROLE.to_owned());
        let id = state.add_credentials(ORGANIZATION, NAME, role)?;
        state.add_cluster(ORGANIZATION, "production", &id)?;
        Some(id)
    })
}

fn config(credentials: CredentialsId) -> Result<Config> {
    let raw: Raw = serde_json::from_value(json!({
        "OrganizationId": ORGANIZATION,
        "CredentialsName": NAME,
        "ApiTokenSecretArn": TOKEN_SECRET,
        "AuthenticationMethod": "AssumeRole",
        "RoleArn": ROLE,
        "TrustedPrincipals": "222222222222",
    }))?;
    let properties = Properties::parse(&raw).map_err(|faults| anyhow!("{faults:?}"))?;
    let own_stack = own_stack()?;
    Ok(Config {
        expected: Expected {
            stack: own_stack.id.clone(),
            permissions: own_stack.permissions.clone(),
            properties,
            credentials,
            role_id: None,
            grace: own_stack.grace,
        },
        own_stack,
        stack: "qovery".to_owned(),
        dry_run: false,
        topic: None,
        function_role: "qovery-ReconciliationFunctionRole-1A2B3C".to_owned(),
    })
}
