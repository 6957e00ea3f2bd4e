//! SQS.

use std::time::Duration;

use aws_sdk_sqs::Client;
use domain::{
    aws::queue::{FifoMessage, QueueUrl, Receipt},
    port_error::PortError,
    ports::{RequestQueue, RequestVisibility},
};
use secrecy::ExposeSecret;

use crate::{
    Adapters,
    aws::{listed, port_error},
};

const SEND: &str = listed(<Adapters as RequestQueue>::OPERATIONS, "sqs:SendMessage");
const CHANGE: &str = listed(
    <Adapters as RequestVisibility>::OPERATIONS,
    "sqs:ChangeMessageVisibility",
);

impl RequestQueue for Adapters {
    async fn send_message(&self, queue: &QueueUrl, message: &FifoMessage) -> Result<(), PortError> {
        #[expect(clippy::disallowed_methods, reason = "the queue is encrypted")]
        let body = message.body.expose_secret();
        let call = Client::new(&self.config).send_message();
        let sent = call
            .queue_url(queue.as_str())
            .message_group_id(&message.group)
            .message_deduplication_id(&message.deduplication_id)
            .message_body(body)
            .send()
            .await;
        sent.map(drop)
            .map_err(|error| port_error(SEND, queue.as_str(), error))
    }
}

impl RequestVisibility for Adapters {
    async fn change_message_visibility(
        &self,
        queue: &QueueUrl,
        receipt: &Receipt,
        after: Duration,
    ) -> Result<(), PortError> {
        let call = Client::new(&self.config).change_message_visibility();
        let changed = call
            .queue_url(queue.as_str())
            .receipt_handle(&receipt.0)
            .visibility_timeout(after.as_secs().try_into().unwrap_or(i32::MAX))
            .send()
            .await;
        changed
            .map(drop)
            .map_err(|error| port_error(CHANGE, queue.as_str(), error))
    }
}
