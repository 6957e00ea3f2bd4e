//! The ARN of an SNS topic.

use std::{fmt, str::FromStr};

use crate::arn::{AccountId, ArnError};

/// The ARN of an SNS topic.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TopicArn(String);

impl TopicArn {
    /// The whole ARN.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The region that the topic is in, which is the one that must be asked.
    #[must_use]
    pub fn region(&self) -> &str {
        self.0.split(':').nth(3).unwrap_or_default()
    }
}

impl fmt::Display for TopicArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for TopicArn {
    type Err = ArnError;

    fn from_str(text: &str) -> Result<Self, ArnError> {
        let parts: Vec<&str> = text.split(':').collect();
        match parts.as_slice() {
            ["arn", partition, "sns", region, account, name]
                if partition.starts_with("aws")
                    && !region.is_empty()
                    && !name.is_empty()
                    && account.parse::<AccountId>().is_ok() =>
            {
                Ok(Self(text.to_owned()))
            }
            _ => Err(ArnError::Form {
                text: text.to_owned(),
                kind: "topic",
                form: "arn:aws:sns:eu-west-3:123456789012:name",
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_knows_its_region_and_a_subscription_is_no_topic() {
        let topic: TopicArn = "arn:aws:sns:us-east-1:123456789012:findings"
            .parse()
            .unwrap();
        assert_eq!(topic.region(), "us-east-1");
        for text in [
            "",
            "findings",
            "arn:aws:sns:us-east-1:123456789012:findings:0a1b",
        ] {
            assert!(text.parse::<TopicArn>().is_err(), "{text}");
        }
    }
}
