//! All accounts of an organization at once: joins what Qovery has, Organizations' accounts and the
//! `StackSet`'s instances, looks after every member as the reconciliation does for one account, and
//! reports to the operator.
//!
//! It always ends with a report. What could not be seen is in it as an unknown.

mod config;

use std::time::Duration;

use application::{
    Clock,
    organization::{FleetWorld, look_after},
    reporting::put_metrics,
};
use domain::{
    organization::fleet::{FleetReport, FleetRun, documents, report},
    ports::{Metrics, Notifications, OrganizationAccounts, RoleTags},
    reconciliation::Trigger,
};
use serde_json::Value;

pub use config::Config;

/// Everything outside that this function acts on.
pub trait World: FleetWorld + Notifications + RoleTags + Metrics {}

impl<T: FleetWorld + Notifications + RoleTags + Metrics> World for T {}

/// Kept back for the report and its message.
const FOR_REPORTING: Duration = Duration::from_secs(45);
/// In the log, beside the metrics.
const MAX_LOG_BYTES: usize = 16 << 10;

/// Looks after all accounts once, and reports. `time_left` is what Lambda leaves for it.
pub async fn handle(
    event: &Value,
    world: &impl World,
    accounts: &impl OrganizationAccounts,
    config: &Config,
    clock: &impl Clock,
    time_left: Duration,
) -> FleetReport {
    let at = clock();
    let (settings, reporting) = (&config.settings, config.reporting());
    let trigger = Trigger::read(event);
    tracing::info!(%trigger, dry_run = settings.dry_run, "started");
    let ends_at = at + time_left.saturating_sub(FOR_REPORTING);
    // Boxed: the state of all calls below is large, and most of it is never used at once.
    let (seen, last) = Box::pin(async {
        tokio::join!(
            look_after(world, accounts, settings, clock, ends_at),
            reporting.last_report(world)
        )
    })
    .await;
    let run = FleetRun {
        at,
        stack: &config.stack,
        organization: &settings.hub.organization,
        trigger: &trigger,
        dry_run: settings.dry_run,
        last: last.as_ref(),
    };
    let mut report = report(run, &seen.token, &seen.lists, seen.rows);
    report.notification = reporting.notify(world, &report.news(), last.as_ref()).await;
    log(world, &report);
    report
}

/// A line for each account, where an operator searches for one; then the whole.
fn log(world: &impl Metrics, report: &FleetReport) {
    for row in &report.accounts {
        let said = serde_json::json!(row).to_string();
        tracing::info!(account = row.account, standing = ?row.standing, row = said, "account");
    }
    put_metrics(world, &documents(report));
    tracing::info!(
        has_changed = report.has_changed,
        notification = ?report.notification,
        report = report.to_text(MAX_LOG_BYTES),
        "ended"
    );
}
