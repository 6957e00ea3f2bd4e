//! What is told to an operator: messages, metrics, and notes on a role.

use std::collections::BTreeMap;

use domain::{
    aws::arn::TopicArn,
    port_error::{PortError, PortErrorKind},
    ports::{Metrics, Notifications, RoleTags},
};

use super::{Kind, Refusal, World, iam::is_tag};

impl Notifications for World {
    async fn publish(
        &self,
        topic: &TopicArn,
        subject: &str,
        message: &str,
    ) -> Result<(), PortError> {
        self.call(Kind::Effect, "sns:Publish", topic.as_str(), |state| {
            // Source: SNS API reference, `Publish`.
            let is_subject = (1..100).contains(&subject.len())
                && subject.bytes().all(|b| (0x20..0x7f).contains(&b))
                && subject.starts_with(|c: char| c.is_ascii_graphic());
            if !is_subject || message.is_empty() || message.len() > 256 << 10 {
                return Err(Refusal(PortErrorKind::Invalid, "no message"));
            }
            let told = [topic.as_str(), subject, message].map(str::to_owned);
            state.notifications.push(told.into());
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

impl RoleTags for World {
    async fn list_role_tags(&self, role_name: &str) -> Result<BTreeMap<String, String>, PortError> {
        self.call(Kind::Read, "iam:ListRoleTags", role_name, |state| {
            Ok(state.role_tags.get(role_name).cloned().unwrap_or_default())
        })
        .await
    }

    async fn tag_role(
        &self,
        role_name: &str,
        tags: &BTreeMap<String, String>,
    ) -> Result<(), PortError> {
        self.call(Kind::Effect, "iam:TagRole", role_name, |state| {
            if !tags.iter().all(|(key, value)| is_tag(key, value)) {
                return Err(Refusal(PortErrorKind::Invalid, "not a tag"));
            }
            let of_role = state.role_tags.entry(role_name.to_owned()).or_default();
            of_role.extend(tags.clone());
            Ok(())
        })
        .await
    }
}
