//! Between changes of the stack: finds drift, retires what something has superseded by proof, and
//! reports to the operator.
//!
//! It always ends with a report. What could not be seen is in it as an unknown, what could not be
//! done as a change that failed.

mod config;

use std::time::Duration;

use application::{
    Clock,
    reconciliation::{ReconciledWorld, Repairs, observe},
    reporting::put_metrics,
};
use domain::{
    ports::{Metrics, Notifications, Secrets},
    reconciliation::{Report, Run, Trigger, assess, documents, plan, report},
};
use serde_json::Value;

pub use config::Config;

/// Everything outside that this function acts on.
pub trait World: ReconciledWorld + Secrets + Notifications + Metrics {}

impl<T: ReconciledWorld + Secrets + Notifications + Metrics> World for T {}

/// Kept back for the report and its message.
const FOR_REPORTING: Duration = Duration::from_secs(45);
/// In the log, beside the metrics.
const MAX_LOG_BYTES: usize = 8 << 10;

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
    let trigger = Trigger::read(event);
    tracing::info!(%trigger, dry_run = config.dry_run, "started");
    let (stack, reporting) = (config.reconciled(), config.reporting());
    // Boxed: the state of all calls below is large, and most of it is never used at once.
    let looks = Box::pin(async {
        tokio::join!(observe(world, stack, clock), reporting.last_report(world))
    });
    let (look, last) = looks.await;
    let (expected, observed) = (stack.expected, &look.observed);
    let assessment = assess(expected, observed);
    let repairs = Repairs {
        world,
        stack,
        look: &look,
        clock,
    };
    let spent: Duration = (clock() - started_at).try_into().unwrap_or_default();
    let time = time_left.saturating_sub(spent + FOR_REPORTING);
    let planned = plan(expected, observed, &assessment);
    let changes = Box::pin(repairs.execute(planned, time)).await;
    let run = Run {
        stack: &config.stack,
        trigger: &trigger,
        dry_run: config.dry_run,
        last: last.as_ref(),
    };
    let mut report = report(run, expected, observed, &assessment, changes);
    report.notification = reporting.notify(world, &report.news(), last.as_ref()).await;
    log(world, &report);
    report
}

fn log(world: &impl Metrics, report: &Report) {
    put_metrics(world, &documents(report));
    tracing::info!(
        has_changed = report.has_changed,
        notification = ?report.notification,
        report = report.to_text(MAX_LOG_BYTES),
        "ended"
    );
}
