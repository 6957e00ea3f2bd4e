//! SQS: the one queue.

use std::time::Duration;

use domain::{
    aws::queue::{FifoMessage, QueueUrl, Receipt},
    port_error::PortError,
    ports::{RequestQueue, RequestVisibility},
};
use secrecy::ExposeSecret;

use super::{World, call::Kind::Effect};
use crate::state::aws::Refusal;

impl RequestQueue for World {
    #[expect(clippy::disallowed_methods, reason = "SQS keeps the body")]
    async fn send_message(&self, queue: &QueueUrl, message: &FifoMessage) -> Result<(), PortError> {
        self.call(Effect, "sqs:SendMessage", queue.as_str(), |state| {
            let FifoMessage {
                group,
                deduplication_id,
                body,
            } = message;
            state.send_message(group, deduplication_id, body.expose_secret());
            Ok::<_, Refusal>(())
        })
        .await
    }
}

impl RequestVisibility for World {
    async fn change_message_visibility(
        &self,
        queue: &QueueUrl,
        receipt: &Receipt,
        after: Duration,
    ) -> Result<(), PortError> {
        let operation = "sqs:ChangeMessageVisibility";
        self.call(Effect, operation, queue.as_str(), |state| {
            state.change_message_visibility(&receipt.0, after)
        })
        .await
    }
}
