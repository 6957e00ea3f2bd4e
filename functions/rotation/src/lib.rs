//! The static key: issued, rotated, retired.
//!
//! Every goal runs the same loop: observe, decide the next action, execute it, again until done.
//! An attempt may stop anywhere; the next one looks at the world and goes on from there.

mod config;
mod diagnostic;
pub mod environment;
mod error;
mod execute;
mod goals;
mod observe;
mod prove;
mod redeploy;
mod run_goal;
mod target;
mod trigger;

use domain::{
    finding::Finding,
    ports::{AccessKeys, CredentialRegistry, KeyIdentity, SecretVersions, Secrets},
    qovery::{Access, ApiToken},
    rotation::{Goal, RotationStep},
};
use secrecy::ExposeSecret;
use serde_json::Value;

pub use config::Config;
pub use error::RotationError;
pub use goals::{issue_first_key, note_given, reach, remove_keys};
pub use run_goal::Clock;
pub use target::{Keys, Registration};
pub use trigger::TriggerError;

use target::QoveryTarget;

/// Everything outside that this function acts on.
pub trait World: AccessKeys + SecretVersions + Secrets + KeyIdentity + CredentialRegistry {}

impl<T: AccessKeys + SecretVersions + Secrets + KeyIdentity + CredentialRegistry> World for T {}

/// Carries out one step of a rotation; what it brings are findings that did not stop it.
pub async fn handle(
    event: Value,
    world: &impl World,
    config: &Config,
    clock: &impl Clock,
) -> Result<Vec<Finding>, RotationError> {
    let trigger = trigger::read(event, &config.keys.secret)?;
    tracing::info!(rotation.step = %trigger.step, "started");
    let registration = registration(world, config).await?;
    let at = QoveryTarget::Registered(&registration);
    let goal = Goal::Step(trigger.step, trigger.token);
    // Boxed: the state of all calls below is large, and most of it is never used at once.
    let reached = Box::pin(run_goal::run_goal(&goal, world, &config.keys, at, clock)).await?;
    let pushed = reached.facts.record.pushed.as_ref();
    match pushed.filter(|_| config.redeploy_clusters && trigger.step == RotationStep::FinishSecret)
    {
        None => Ok(Vec::new()),
        Some(pushed) => {
            let (access, clusters) = (&registration.access, &reached.clusters);
            Ok(redeploy::redeploy(world, access, clusters, pushed.at).await)
        }
    }
}

async fn registration(
    secrets: &impl Secrets,
    config: &Config,
) -> Result<Registration, RotationError> {
    let value = secrets.get_secret_value(&config.api_token_secret).await?;
    #[expect(
        clippy::disallowed_methods,
        reason = "read once, straight into its own type"
    )]
    let token = ApiToken::parse(value.expose_secret())?;
    Ok(Registration {
        access: Access {
            url: config.api_url.clone(),
            token,
            organization: config.organization.clone(),
        },
        credentials: config.credentials.clone(),
        name: config.credentials_name.clone(),
    })
}
