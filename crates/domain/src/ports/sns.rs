//! SNS.

use super::Call;
use crate::aws::arn::TopicArn;

/// Topics.
pub trait Notifications: Sync {
    /// As an IAM policy names what is called here.
    const OPERATIONS: &[&str] = &["sns:Publish"];

    /// Sends a message to the subscribers of the topic, in the topic's own region.
    fn publish(&self, topic: &TopicArn, subject: &str, message: &str) -> impl Call<()>;
}
