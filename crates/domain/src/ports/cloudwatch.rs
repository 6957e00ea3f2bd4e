//! `CloudWatch`, which takes metrics from log lines.

/// Metrics.
pub trait Metrics: Sync {
    /// Writes one document in the embedded metric format, as a line of its own. Cannot fail: an
    /// alarm about missing data covers a lost line.
    fn put_metrics(&self, document: &str);
}
