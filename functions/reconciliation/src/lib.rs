//! Between changes of the stack: finds drift, retires old keys by proof, tells the operator.
//!
//! It always ends with a report. What could not be seen is in it as an unknown, what could not be
//! done as a change that failed.

mod config;
mod execute;
mod notify;
mod observe;
mod trigger;

use std::time::Duration;

use domain::{
    ports::{
        AccessKeys, CredentialRegistry, KeyIdentity, Metrics, Notifications, RoleTags, Roles,
        SecretVersions, Secrets,
    },
    reconciliation::{Report, decide, report},
};
use serde_json::Value;

pub use config::Config;
pub use rotation::Clock;

/// Everything outside that this function acts on.
pub trait World:
    Roles
    + RoleTags
    + AccessKeys
    + SecretVersions
    + Secrets
    + KeyIdentity
    + CredentialRegistry
    + Notifications
    + Metrics
{
}

impl<T> World for T where
    T: Roles
        + RoleTags
        + AccessKeys
        + SecretVersions
        + Secrets
        + KeyIdentity
        + CredentialRegistry
        + Notifications
        + Metrics
{
}

/// Kept back for telling what was found and done.
const FOR_TELLING: Duration = Duration::from_secs(45);

/// Looks at everything once, repairs what is ours to mend, and tells. `time_left` is what Lambda
/// leaves for it.
pub async fn handle(
    event: &Value,
    world: &impl World,
    config: &Config,
    clock: &impl Clock,
    time_left: Duration,
) -> Report {
    let started_at = clock();
    let trigger = trigger::read(event);
    tracing::info!(%trigger, dry_run = config.dry_run, "started");
    // Boxed: the state of all calls below is large, and most of it is never used at once.
    let observed = Box::pin(observe::observe(world, config, started_at, time_left)).await;
    let (checks, repairs) = decide(&config.expected, &observed.seen);
    let spent: Duration = (clock() - started_at).try_into().unwrap_or_default();
    let time = time_left.saturating_sub(spent + FOR_TELLING);
    let changes = Box::pin(execute::execute(
        world, config, &observed, repairs, clock, time,
    ))
    .await;
    let mut report = report(
        &config.expected,
        &observed.seen,
        (checks, changes),
        observed.last.as_ref(),
        (&config.stack, &trigger, config.dry_run),
    );
    report.notification = notify::notify(world, config, &report, observed.last.as_ref()).await;
    notify::log(world, &report);
    report
}
