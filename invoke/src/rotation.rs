//! A user's key, between one rotation and the next.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use application::keys::UserKeys;
use domain::rotation::RotationStep;
use rotation::Config;
use serde_json::Value;
use support::{
    terminal,
    world::{HeldValues, World},
};

use crate::{NAME, ORGANIZATION, TOKEN, TOKEN_SECRET, show_calls};

const USER: &str = "qovery";
const USER_ARN: &str = "arn:aws:iam::123456789012:user/qovery";
const A_DAY: Duration = Duration::from_hours(24);

pub(crate) async fn invoke(event: Value) -> Result<()> {
    let text = |name: &str| event[name].as_str().unwrap_or_default();
    let world = World::new();
    let config = in_use(&world, text("SecretId"))?;
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
        Err(error) => bail!("{}", error.message().render(8192)),
    }
}

/// A key that Qovery has, and a cluster that runs on it since yesterday.
fn in_use(world: &World, secret: &str) -> Result<Config> {
    let credentials = world
        .edit(|state| {
            state.add_user(USER_ARN);
            state.add_secret(TOKEN_SECRET, Some(TOKEN));
            state.add_organization(ORGANIZATION, TOKEN);
            let key = state.add_stored_key(USER, secret)?;
            let values = HeldValues::Static(key.id.to_string(), key.secret);
            let id = state.add_credentials(ORGANIZATION, NAME, values)?;
            state.add_cluster(ORGANIZATION, "production", &id)?;
            state.advance(A_DAY);
            Some(id)
        })
        .context("the key could not be registered")?;
    Ok(Config {
        api_token_secret: TOKEN_SECRET.parse()?,
        organization: ORGANIZATION.parse()?,
        credentials,
        credentials_name: NAME.to_owned(),
        keys: UserKeys {
            user_name: USER.to_owned(),
            secret: secret.parse()?,
            is_superseded: false,
            grace: 7 * A_DAY,
        },
        redeploy_clusters: false,
    })
}
