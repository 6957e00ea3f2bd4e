//! The rotation of the static key: the four steps that Secrets Manager calls.

mod config;
mod diagnostic;
mod trigger;

use application::{
    Clock, Error,
    keys::{self, KeyWorld, QoveryTarget, RegisteredTarget, SeenKeys, run_goal},
    qovery,
};
use domain::{
    finding::Finding,
    ports::Secrets,
    rotation::{Facts, Goal, RotationStep},
};
use serde_json::Value;

pub use config::Config;
pub use diagnostic::RotationError;
pub use trigger::TriggerError;

/// Everything outside that this function acts on.
pub trait World: KeyWorld + Secrets {}

impl<T: KeyWorld + Secrets> World for T {}

/// Carries out one step of a rotation. Logs and returns findings that did not stop it.
pub async fn handle(
    event: Value,
    world: &impl World,
    config: &Config,
    clock: &impl Clock,
) -> Result<Vec<Finding>, RotationError> {
    let trigger = trigger::read(event, &config.keys.secret)?;
    tracing::info!(rotation.step = %trigger.step, "started");
    // Boxed, here and below: the state of all calls is large, and most of it is never used at once.
    let (target, seen) = Box::pin(observe(world, config, clock)).await?;
    let goal = Goal::Step(trigger.step, trigger.token);
    let at = QoveryTarget::Registered(&target);
    let run = Box::pin(run_goal(&goal, world, &config.keys, at, Some(seen), clock)).await?;
    if !config.redeploy_clusters || trigger.step != RotationStep::FinishSecret {
        return Ok(run.findings());
    }
    let undeployed = redeploy(world, &target, &run.facts, clock).await;
    for Finding { code, message, .. } in &undeployed {
        tracing::warn!(%code, "{message}");
    }
    Ok(undeployed)
}

/// Deploys the clusters that use the credentials now. A note of the push that is missing, or still
/// the one before it, says nothing of what they have taken: each is deployed then.
async fn redeploy(
    world: &impl World,
    target: &RegisteredTarget,
    facts: &Facts,
    clock: &impl Clock,
) -> Vec<Finding> {
    let pushed = facts.ledger.pushed.as_ref();
    let pushed = pushed.filter(|pushed| facts.is_registered(&pushed.key));
    let since = pushed.map_or_else(clock, |pushed| pushed.at);
    let seen = match qovery::look_at_clusters(world, &target.access).await {
        Ok(seen) => seen,
        Err(error) => return vec![keys::not_looked_at(&error)],
    };
    let clusters = seen.clusters_of(&target.credentials);
    keys::redeploy(world, &target.access, clusters, &seen, since).await
}

/// The token beside the user, its keys and its secret; then Qovery's credentials. Most steps decide
/// nothing on the state of clusters.
async fn observe(
    world: &impl World,
    config: &Config,
    clock: &impl Clock,
) -> Result<(RegisteredTarget, SeenKeys), Error> {
    let opened = qovery::open_and_list(world, &config.api_token_secret, &config.organization);
    let looked = async {
        let seen = keys::observe(world, &config.keys, clock()).await;
        seen.map_err(Error::call("could not look at the keys"))
    };
    let ((access, organization), mut seen) = tokio::try_join!(opened, looked)?;
    seen.facts.organization = Some(organization);
    seen.facts.credentials = Some(config.credentials.clone());
    let target = RegisteredTarget {
        access,
        credentials: config.credentials.clone(),
        name: config.credentials_name.clone(),
        // The reconciliation looks at what the stack has superseded.
        former: Vec::new(),
    };
    Ok((target, seen))
}
