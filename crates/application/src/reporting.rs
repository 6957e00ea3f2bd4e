//! What an operator gets of a report: a message when something has changed, and metrics always.

use domain::{
    aws::arn::TopicArn,
    message::chain,
    port_error::PortError,
    ports::{Metrics, Notifications, RoleTags},
    reconciliation::{LAST_REPORT_TAG, News, Notification, ReportDigest},
};

/// Where a function's reports go.
#[derive(Debug, Clone, Copy)]
pub struct Reporting<'a> {
    /// The topic for findings. `None` means log and metrics only.
    pub topic: Option<&'a TopicArn>,
    /// The function's own role, whose tags remember the last report.
    pub function_role: &'a str,
}

impl Reporting<'_> {
    /// The digest of the last report, read only if there is a topic. If the read fails we may
    /// notify twice, never not at all.
    pub async fn last_report(&self, roles: &impl RoleTags) -> Option<ReportDigest> {
        self.topic?;
        let warn =
            |error: PortError| tracing::warn!(error = chain(&error), "the last report is unknown");
        let tags = roles.list_role_tags(self.function_role).await;
        ReportDigest::read(tags.map_err(warn).ok()?.get(LAST_REPORT_TAG)?)
    }

    /// Publishes new findings, then stores the digest. If publishing fails nothing is stored, so
    /// the next run tries again.
    pub async fn notify(
        &self,
        world: &(impl Notifications + RoleTags),
        news: &News,
        last: Option<&ReportDigest>,
    ) -> Notification {
        let Some(topic) = self.topic else {
            return Notification::Off;
        };
        let mut notification = Notification::NoNews;
        if news.has_changed {
            if let Err(error) = world.publish(topic, &news.subject, &news.text).await {
                tracing::error!(error = chain(&error), "the report could not be published");
                return Notification::Failed;
            }
            notification = Notification::Sent;
        }
        if last != Some(&news.digest) {
            let value = news.digest.to_tag_value(news.at);
            let tags = [(LAST_REPORT_TAG.to_owned(), value)].into();
            if let Err(error) = world.tag_role(self.function_role, &tags).await {
                tracing::error!(
                    error = chain(&error),
                    "the last report could not be noted; the next run publishes this one again"
                );
            }
        }
        notification
    }
}

/// Writes a report's metrics.
pub fn put_metrics(world: &impl Metrics, documents: &[String]) {
    for document in documents {
        world.put_metrics(document);
    }
}
