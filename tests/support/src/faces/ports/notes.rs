//! SNS and `CloudWatch`: what an operator reads.

use domain::{
    aws::arn::TopicArn,
    port_error::PortError,
    ports::{Metrics, Notifications},
};

use super::{World, call::Kind::Effect};
use crate::state::aws::{Code, Refusal};

impl Notifications for World {
    async fn publish(
        &self,
        topic: &TopicArn,
        subject: &str,
        message: &str,
    ) -> Result<(), PortError> {
        self.call(Effect, "sns:Publish", topic.as_str(), |state| {
            // Source: SNS API reference, `Publish`.
            let is_subject = (1..100).contains(&subject.len())
                && subject.bytes().all(|b| (0x20..0x7f).contains(&b))
                && subject.starts_with(|c: char| c.is_ascii_graphic());
            if !is_subject || message.is_empty() || message.len() > 256 << 10 {
                return Err(Refusal::new(Code::Invalid, "not a message"));
            }
            let sent = [topic.as_str(), subject, message].map(str::to_owned);
            state.notifications.push(sent.into());
            Ok(())
        })
        .await
    }
}

impl Metrics for World {
    fn put_metrics(&self, document: &str) {
        self.edit(|state| state.metrics.push(document.to_owned()));
    }
}
