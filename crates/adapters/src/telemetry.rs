//! Log lines as JSON, one a line, for `CloudWatch`.

use tracing::level_filters::LevelFilter;

/// From here on `tracing` writes to standard output.
///
/// Lines below `INFO` are left out: at `DEBUG` the SDK shows requests, and a request can carry a
/// secret.
pub fn start() {
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_target(false)
        .with_max_level(LevelFilter::INFO)
        .init();
}
