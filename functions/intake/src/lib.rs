//! The way of a member's request into the hub's queue: a topic cannot deliver to a FIFO queue, and
//! `CloudFormation` publishes to no FIFO topic.
//!
//! It decides nothing. What it cannot place it drops, since `CloudFormation` sent none of it; what
//! it cannot send fails, and SNS brings it again.

mod config;

use domain::{message::chain, port_error::PortError, ports::RequestQueue};
use lambda_runtime::Diagnostic;
use serde::Deserialize;

use application::organization::QueuedRequest;
pub use config::Config;

/// What SNS hands over, as far as it is read. `aws_lambda_events` would link another library of
/// time.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_debug_implementations, reason = "it holds a presigned URL")]
pub struct SnsEvent {
    records: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Record {
    sns: Notification,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Notification {
    message: String,
    timestamp: String,
}

/// Puts each request into the queue: in the group of its account, under its own id.
pub async fn handle(
    event: SnsEvent,
    queue: &impl RequestQueue,
    config: &Config,
) -> Result<(), PortError> {
    for Record { sns } in event.records {
        let request = QueuedRequest::published(&sns.message, &sns.timestamp);
        match request.and_then(|request| request.to_message(&config.region, &config.partition)) {
            Ok(message) => {
                queue.send_message(&config.queue, &message).await?;
                let (account, request) = (message.group, message.deduplication_id);
                tracing::info!(account, request, "queued");
            }
            Err(error) => tracing::error!(%error, "dropped"),
        }
    }
    Ok(())
}

/// The error as Lambda shows it.
#[must_use]
pub fn diagnostic(error: &PortError) -> Diagnostic {
    Diagnostic {
        error_type: error.kind.name().to_owned(),
        error_message: chain(error),
    }
}
