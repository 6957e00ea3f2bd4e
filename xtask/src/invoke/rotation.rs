//! A user's key, between one rotation and the next.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use domain::{
    aws::secret::VersionId,
    ports::CredentialRegistry,
    qovery::{Access, ApiToken, CredentialsId},
    rotation::{PushedValue, RotationStep},
};
use rotation::{Config, Keys};
use serde_json::Value;
use support::{
    terminal,
    world::{HeldValues, World},
};

use super::{ORGANIZATION, TOKEN, TOKEN_SECRET, show_calls};

const USER: &str = "qovery";
const USER_ARN: &str = "arn:aws:iam::123456789012:user/qovery";
const NAME: &str = "aws-123456789012";
const API: &str = "https://api.qovery.com";
const FIRST_VERSION: &str = "0b7e0c52-1111-4c55-9a0e-2f6b3f1f7a01";
const A_DAY: Duration = Duration::from_hours(24);

pub(super) async fn invoke(event: Value) -> Result<()> {
    let text = |name: &str| event[name].as_str().unwrap_or_default();
    let world = World::new();
    let config = in_use(&world, text("SecretId")).await?;
    world.edit(|state| state.stage_rotation(text("SecretId"), text("ClientRequestToken")));
    // A step follows the ones before it.
    let before = RotationStep::ALL
        .into_iter()
        .take_while(|step| step.as_str() != text("Step"));
    for step in before {
        let mut earlier = event.clone();
        earlier["Step"] = step.as_str().into();
        rotation::handle(earlier, &world, &config, &|| world.now()).await?;
    }
    world.forget_calls();
    let handled = rotation::handle(event, &world, &config, &|| world.now()).await;
    show_calls(&world);
    terminal::heading("Answer to Secrets Manager");
    match handled {
        Ok(findings) => {
            terminal::line("  done");
            for finding in findings {
                terminal::line(&format!("  {} [{}]", finding.message, finding.code));
            }
            Ok(())
        }
        Err(error) => bail!("{}", error.report().render(8192)),
    }
}

/// A first key, registered, and a cluster that runs on it since yesterday.
async fn in_use(world: &World, secret: &str) -> Result<Config> {
    world.edit(|state| {
        state.add_user(USER_ARN);
        state.add_secret(secret, None);
        state.add_secret(TOKEN_SECRET, Some(TOKEN));
        state.add_organization(ORGANIZATION, TOKEN);
    });
    let keys = Keys {
        user_name: USER.to_owned(),
        secret: secret.parse()?,
        grace: 7 * A_DAY,
    };
    let registered = world.list_organization_credentials(&access()?).await?;
    let version: VersionId = FIRST_VERSION.parse()?;
    rotation::issue_first_key(world, &keys, &registered, &version, &|| world.now()).await?;
    let credentials = register(world).context("the first key could not be registered")?;
    let held = world.state().users[USER].keys[0].id.clone();
    rotation::note_given(world, USER, PushedValue::Key(held), &|| world.now()).await?;
    world.edit(|state| state.advance(A_DAY));
    Ok(Config {
        api_url: API.parse()?,
        api_token_secret: TOKEN_SECRET.parse()?,
        organization: ORGANIZATION.parse()?,
        credentials,
        credentials_name: NAME.to_owned(),
        keys,
        redeploy_clusters: false,
    })
}

fn register(world: &World) -> Option<CredentialsId> {
    world.edit(|state| {
        let held = state.users[USER].keys[0].clone();
        let values = HeldValues::Static(held.id.to_string(), held.secret);
        let id = state.add_credentials(ORGANIZATION, NAME, values)?;
        state.add_cluster(ORGANIZATION, "production", &id)?;
        Some(id)
    })
}

fn access() -> Result<Access> {
    Ok(Access {
        url: API.parse()?,
        token: ApiToken::parse(TOKEN)?,
        organization: ORGANIZATION.parse()?,
    })
}
