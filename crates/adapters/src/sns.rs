//! SNS.

use aws_sdk_sns::{Client, config};
use aws_types::region::Region;
use domain::{aws::arn::TopicArn, port_error::PortError, ports::Notifications};

use crate::{
    Adapters,
    aws::{listed, port_error},
};

const PUBLISH: &str = listed(<Adapters as Notifications>::OPERATIONS, "sns:Publish");

impl Notifications for Adapters {
    async fn publish(
        &self,
        topic: &TopicArn,
        subject: &str,
        message: &str,
    ) -> Result<(), PortError> {
        let region = Region::new(topic.region().to_owned());
        let config = config::Builder::from(&self.config).region(region);
        let call = Client::from_conf(config.build()).publish();
        let sent = call
            .topic_arn(topic.as_str())
            .subject(subject)
            .message(message)
            .send()
            .await;
        sent.map(drop)
            .map_err(|error| port_error(PUBLISH, topic.as_str(), error))
    }
}
