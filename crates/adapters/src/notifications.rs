//! SNS.

use aws_sdk_sns::{Client, config};
use aws_types::region::Region;
use domain::{aws::arn::TopicArn, port_error::PortError, ports::Notifications};

use crate::{Adapters, sdk_error::port_error};

impl Notifications for Adapters {
    /// Asks the topic's own region: no other knows it.
    async fn publish(
        &self,
        topic: &TopicArn,
        subject: &str,
        message: &str,
    ) -> Result<(), PortError> {
        let there =
            config::Builder::from(&self.config).region(Region::new(topic.region().to_owned()));
        Client::from_conf(there.build())
            .publish()
            .topic_arn(topic.as_str())
            .subject(subject)
            .message(message)
            .send()
            .await
            .map(drop)
            .map_err(|error| port_error("sns:Publish", topic.as_str(), error))
    }
}
