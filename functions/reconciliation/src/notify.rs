//! Out: publishes a report that has changed, and always writes metrics and a log line.

use domain::{
    message::chain,
    ports::{Metrics, Notifications, RoleTags},
    reconciliation::{LAST_REPORT_TAG, Notification, Report, ReportDigest, documents},
};

use crate::Config;

/// Far below SNS's 256 KiB: a person reads it.
const MAX_MESSAGE_BYTES: usize = 16 << 10;
/// In the log, beside the metrics.
const MAX_LOG_BYTES: usize = 8 << 10;

/// Publishes new findings, then stores the digest. If publishing fails nothing is stored, so the
/// next run tries again.
pub(crate) async fn notify(
    world: &(impl Notifications + RoleTags),
    config: &Config,
    report: &Report,
    last: Option<&ReportDigest>,
) -> Notification {
    let Some(topic) = &config.topic else {
        return Notification::Off;
    };
    let mut notification = Notification::NoNews;
    if report.has_changed {
        let text = report.to_text(MAX_MESSAGE_BYTES);
        if let Err(error) = world.publish(topic, &report.subject(), &text).await {
            tracing::error!(error = chain(&error), "the report could not be published");
            return Notification::Failed;
        }
        notification = Notification::Sent;
    }
    let now = report.digest();
    if last != Some(&now) {
        let value = now.to_tag_value(report.at);
        let tags = [(LAST_REPORT_TAG.to_owned(), value)].into();
        if let Err(error) = world.tag_role(&config.function_role, &tags).await {
            tracing::error!(
                error = chain(&error),
                "the last report could not be noted; the next run publishes this one again"
            );
        }
    }
    notification
}

/// Writes the metrics and the report to the log.
pub(crate) fn log(world: &impl Metrics, report: &Report) {
    for document in documents(report) {
        world.put_metrics(&document);
    }
    let text = report.to_text(MAX_LOG_BYTES);
    tracing::info!(
        has_changed = report.has_changed,
        notification = ?report.notification,
        report = text,
        "ended"
    );
}
