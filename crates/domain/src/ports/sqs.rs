//! SQS.

use std::time::Duration;

use super::Call;
use crate::aws::queue::{FifoMessage, QueueUrl, Receipt};

/// The queue of members' requests, as its sender sees it.
pub trait RequestQueue: Sync {
    /// As an IAM policy names what is called here.
    const OPERATIONS: &[&str] = &["sqs:SendMessage"];

    /// Adds a message behind those of its group. One of an id that was sent in the five minutes
    /// before is not added again.
    fn send_message(&self, queue: &QueueUrl, message: &FifoMessage) -> impl Call<()>;
}

/// The queue of members' requests, as its receiver sees it.
pub trait RequestVisibility: Sync {
    /// As an IAM policy names what is called here.
    const OPERATIONS: &[&str] = &["sqs:ChangeMessageVisibility"];

    /// Lets a message that was received come again after that time, and its group with it.
    fn change_message_visibility(
        &self,
        queue: &QueueUrl,
        receipt: &Receipt,
        after: Duration,
    ) -> impl Call<()>;
}
