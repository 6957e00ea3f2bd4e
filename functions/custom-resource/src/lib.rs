//! The custom resource `Custom::QoveryCredentials`.
//!
//! Every request is answered exactly once, before the deadline, whatever happens on the way.

mod config;
mod diagnostic;
mod request;

use std::time::Duration;

use application::{
    Clock,
    custom_resource::{self, AnswerError, Envelope},
};
use serde_json::Value;

pub use application::custom_resource::{MAX_ANSWER_BYTES, World};
pub use config::Config;
pub use diagnostic::diagnostic;

/// Answers one request of `CloudFormation`. `time_left` is what Lambda leaves for it.
///
/// Fails only if the answer did not arrive, or could not be sent: the event names no `ResponseURL`,
/// one that is not CloudFormation's, or another stack than the function's own.
pub async fn handle(
    event: Value,
    world: &impl World,
    config: &Config,
    time_left: Duration,
    clock: &impl Clock,
) -> Result<(), AnswerError> {
    let envelope = Envelope::read(&event)?;
    config.admit(&envelope)?;
    let read = || {
        let (request, mut findings) = request::parse(event)?;
        findings.extend(config.schedule_warning(&request));
        Ok((request, findings))
    };
    custom_resource::handle(&envelope, read, world, &config.stack, time_left, clock).await
}
