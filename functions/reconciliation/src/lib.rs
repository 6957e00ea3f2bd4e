//! Between changes of the stack: finds drift, retires what something has superseded by proof, and
//! reports to the operator.
//!
//! It always ends with a report. What could not be seen is in it as an unknown, what could not be
//! done as a change that failed.

mod config;
mod execute;
mod notify;
mod observe;
mod trigger;

use std::time::Duration;

use application::{Clock, identities::IdentityWorld};
use domain::{
    ports::{Metrics, Notifications, Secrets, Stacks},
    reconciliation::{Report, Run, assess, plan, report},
};
use serde_json::Value;

pub use config::Config;

use execute::Repairs;

/// Everything outside that this function acts on.
pub trait World: IdentityWorld + Secrets + Stacks + Notifications + Metrics {}

impl<T: IdentityWorld + Secrets + Stacks + Notifications + Metrics> World for T {}

/// Kept back for the report and its message.
const FOR_REPORTING: Duration = Duration::from_secs(45);

/// Looks at everything once, repairs what is ours, and reports. `time_left` is what Lambda leaves
/// for it.
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
    let look = Box::pin(observe::observe(world, config, clock)).await;
    let expected = &config.expected;
    let assessment = assess(expected, &look.observed);
    let repairs = Repairs {
        world,
        config,
        look: &look,
        clock,
    };
    let spent: Duration = (clock() - started_at).try_into().unwrap_or_default();
    let time = time_left.saturating_sub(spent + FOR_REPORTING);
    let planned = plan(expected, &look.observed, &assessment);
    let changes = Box::pin(repairs.execute(planned, time)).await;
    let run = Run {
        stack: &config.stack,
        trigger: &trigger,
        dry_run: config.dry_run,
        last: look.last.as_ref(),
    };
    let mut report = report(run, expected, &look.observed, &assessment, changes);
    report.notification = notify::notify(world, config, &report, look.last.as_ref()).await;
    notify::log(world, &report);
    report
}
