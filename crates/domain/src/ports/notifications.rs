//! SNS.

use super::Call;
use crate::aws::arn::TopicArn;

/// Where findings are told.
pub trait Notifications: Sync {
    /// Sends a message to whoever subscribed to the topic.
    fn publish(&self, topic: &TopicArn, subject: &str, message: &str) -> impl Call<()>;
}
