//! `CloudWatch`, which takes metrics from log lines.

/// Where metrics go.
pub trait Metrics: Sync {
    /// Writes one document in the embedded metric format, as a line of its own. Cannot fail: a
    /// line that is lost is an alarm about missing data.
    fn put_metrics(&self, document: &str);
}
