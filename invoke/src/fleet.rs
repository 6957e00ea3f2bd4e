//! A hub and four accounts: one is connected, one open to everybody, one closed, one not connected.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result};
use domain::aws::{
    organization::{AccountState, InstanceStatus, OrganizationAccount, StackInstance},
    stack::StackStatus,
};
use fleet::Config;
use serde_json::Value;
use support::{
    terminal,
    world::{HeldValues, World},
};

use crate::{ORGANIZATION, TOKEN, TOKEN_SECRET, show_calls};

const TRUSTED: &str = r#"{"Version":"2012-10-17","Statement":{"Sid":"Qovery","Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sts:AssumeRole"}}"#;
/// As Lambda gives it.
const TIME_LEFT: Duration = Duration::from_mins(15);

pub(crate) async fn invoke(event: Value) -> Result<()> {
    let world = World::new();
    world.edit(|state| {
        state.add_organization(ORGANIZATION, TOKEN);
        state.add_secret(TOKEN_SECRET, Some(TOKEN));
    });
    connect(
        &world,
        "100000000001",
        "payments",
        AccountState::Active,
        TRUSTED,
    )?;
    let open = TRUSTED.replace("222222222222", "*");
    connect(
        &world,
        "100000000002",
        "search",
        AccountState::Active,
        &open,
    )?;
    connect(
        &world,
        "100000000003",
        "sandbox",
        AccountState::Suspended,
        TRUSTED,
    )?;
    list(&world, "100000000004", "audit", AccountState::Active)?;
    let (config, now) = (Config::read(&variable)?, || world.now());
    let report = fleet::handle(&event, &world, &world, &config, &now, TIME_LEFT).await;
    show_calls(&world);
    terminal::heading("Report");
    terminal::line(&report.to_text(16 << 10));
    Ok(())
}

/// An account with a member stack, credentials at Qovery and a cluster that uses them.
fn connect(
    world: &World,
    account: &str,
    name: &str,
    state: AccountState,
    trust_policy: &str,
) -> Result<()> {
    list(world, account, name, state)?;
    let role = format!("arn:aws:iam::{account}:role/qovery");
    let credentials = world.edit(|state| {
        let values = HeldValues::Role(role.clone());
        let id = state.add_credentials(ORGANIZATION, &format!("aws-{account}"), values)?;
        state.add_cluster(ORGANIZATION, name, &id)?;
        Some(id.to_string())
    });
    let credentials = credentials.context("the account could not be connected")?;
    let stack = format!("arn:aws:cloudformation:eu-west-3:{account}:stack/qovery/51af3dc0");
    make_stack(
        &world.add_member(account),
        account,
        &stack,
        trust_policy,
        &credentials,
    );
    let instance = StackInstance {
        account: account.parse()?,
        stack: Some(stack.parse()?),
        status: Some(InstanceStatus::Current),
        reason: None,
    };
    world.edit(|state| state.stack_instances.push(instance));
    Ok(())
}

fn list(world: &World, id: &str, name: &str, state: AccountState) -> Result<()> {
    let account = OrganizationAccount {
        id: id.parse()?,
        name: name.to_owned(),
        state: Some(state),
    };
    world.edit(|state| state.accounts.push(account));
    Ok(())
}

fn make_stack(member: &Arc<World>, account: &str, stack: &str, trust: &str, credentials: &str) {
    let arn = |kind: &str, name: &str| format!("arn:aws:iam::{account}:{kind}/{name}");
    member.edit(|state| {
        state.add_stack(stack, StackStatus::CreateComplete);
        state.add_role(&arn("role", "qovery"), trust);
        state.add_role(&arn("role", "qovery-connect-reader"), "{}");
        state.made_by_stack(stack, &arn("policy", "qovery"), &["qovery"]);
        let outputs = [
            ("RoleArn", arn("role", "qovery")),
            ("RoleId", state.roles["qovery"].id.clone()),
            ("PermissionsArn", arn("policy", "qovery")),
            ("QoveryCredentialsId", credentials.to_owned()),
        ];
        let outputs = outputs.map(|(name, value)| (name.to_owned(), value));
        if let Some(stack) = state.stacks.get_mut(stack) {
            stack.outputs.extend(outputs);
        }
    });
}

fn variable(name: &str) -> Option<String> {
    let value = match name {
        "AWS_REGION" => "eu-west-3",
        "PARTITION" => "aws",
        "READER_ROLE_NAME" => "qovery-connect-reader",
        "QOVERY_ORGANIZATION_ID" => ORGANIZATION,
        "QOVERY_API_TOKEN_SECRET_ARN" => TOKEN_SECRET,
        "QOVERY_REQUESTS_PER_HOUR" => "1000",
        "TRUSTED_PRINCIPALS" => "222222222222",
        "CREDENTIALS_NAME" => "aws-{account_id}",
        "RETIREMENT_GRACE_DAYS" => "7",
        "STACK_NAME" => "qovery-hub",
        "STACK_SET_NAME" => "qovery-hub-members",
        "DELEGATED_ADMIN" | "DRY_RUN" => "false",
        "FUNCTION_ROLE_NAME" => "qovery-connect-fleet",
        _ => return None,
    };
    Some(value.to_owned())
}
