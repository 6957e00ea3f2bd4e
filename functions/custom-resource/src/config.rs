//! What the template says to the function, and which events it admits.

use application::{
    custom_resource::{AnswerError, Envelope, is_on_loopback},
    environment::{self, ConfigError, Environment},
    identities::OwnStack,
};
use domain::{
    finding::Finding, onboarding::Request, properties::Method, rotation::schedule_too_short,
};

/// What the template says.
#[derive(Debug, Clone)]
pub struct Config {
    /// The stack that the function is part of.
    pub stack: OwnStack,
    /// When the key is rotated, as an expression of Secrets Manager. Empty means that it
    /// is not known.
    pub rotation_schedule: String,
    /// Whether answers may go to this machine itself: only while AWS is there, too, as in tests.
    pub is_local: bool,
}

impl Config {
    /// Reads the function's own environment.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(&environment::variable)
    }

    /// Reads any environment.
    pub fn read(variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut environment = Environment::new(variable);
        let endpoint = environment.text("AWS_ENDPOINT_URL");
        let id = environment.required("STACK_ID");
        let permissions = environment.required("QOVERY_PERMISSIONS_ARN");
        let grace = environment.days("RETIREMENT_GRACE_DAYS");
        let schedule = environment.text("ROTATION_SCHEDULE");
        let config = || {
            Some(Self {
                stack: OwnStack {
                    id: id?,
                    permissions: permissions?,
                    grace: grace?,
                },
                rotation_schedule: schedule.unwrap_or_default(),
                is_local: endpoint.as_deref().is_some_and(is_on_loopback),
            })
        };
        environment.finish(config())
    }

    /// The finding that keys are rotated faster than old ones go, if the request is about keys.
    pub(crate) fn schedule_warning(&self, request: &Request) -> Option<Finding> {
        let (Request::Create(properties) | Request::Update { properties, .. }) = request else {
            return None;
        };
        let has_key = matches!(properties.method, Method::StaticCredentials(_));
        has_key
            .then(|| schedule_too_short(&self.rotation_schedule, self.stack.grace))
            .flatten()
    }

    /// Refuses an event of another stack, and one whose answer would not go to `CloudFormation`,
    /// before anything is read or written.
    pub fn admit(&self, envelope: &Envelope) -> Result<(), AnswerError> {
        if envelope.stack_id != self.stack.id.as_str() {
            return Err(AnswerError::Foreign(
                "its `StackId` is not this function's stack",
            ));
        }
        envelope.admit_address(self.stack.id.region(), self.is_local)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const STACK: &str = "arn:aws:cloudformation:eu-west-3:123456789012:stack/qovery/0a1b2c3d";

    fn config(endpoint: Option<&str>) -> Config {
        config_of(STACK, endpoint)
    }

    fn config_of(stack: &str, endpoint: Option<&str>) -> Config {
        Config::read(&|name| match name {
            "STACK_ID" => Some(stack.to_owned()),
            "QOVERY_PERMISSIONS_ARN" => Some("arn:aws:iam::123456789012:policy/qovery".to_owned()),
            "RETIREMENT_GRACE_DAYS" => Some("7".to_owned()),
            "AWS_ENDPOINT_URL" => endpoint.map(str::to_owned),
            _ => None,
        })
        .unwrap()
    }

    fn admits(config: &Config, stack: &str, url: &str) -> bool {
        let event = json!({ "StackId": stack, "ResponseURL": url, "RequestId": "r" });
        config.admit(&Envelope::read(&event).unwrap()).is_ok()
    }

    const BUCKET: &str = "cloudformation-custom-resource-response";

    #[test]
    fn answers_go_to_cloudformations_bucket_of_the_region() {
        for (region, address) in [
            ("eu-west-3", "{}-euwest3.s3.eu-west-3.amazonaws.com/a?X=x"),
            ("eu-west-3", "{}-eu-west-3.s3.eu-west-3.amazonaws.com/a"),
            ("eu-west-3", "{}-euwest3.s3-eu-west-3.amazonaws.com/a"),
            ("us-east-1", "{}-useast1.s3.amazonaws.com/a"),
            ("cn-north-1", "s3.cn-north-1.amazonaws.com.cn/{}-cnnorth1/a"),
        ] {
            let stack = STACK.replace("eu-west-3", region);
            let url = format!("https://{}", address.replace("{}", BUCKET));
            assert!(admits(&config_of(&stack, None), &stack, &url), "{url}");
        }
    }

    #[test]
    fn answers_go_nowhere_else() {
        for url in [
            "http://{}-euwest3.s3.eu-west-3.amazonaws.com/a",
            "https://{}-useast1.s3.amazonaws.com/a",
            "https://{}-euwest3.s3.us-east-1.amazonaws.com/a",
            "https://{}-evil.s3.eu-west-3.amazonaws.com/a",
            "https://{}-euwest3-evil.s3.eu-west-3.amazonaws.com/a",
            "https://{}-euwest3.evil.s3.eu-west-3.amazonaws.com/a",
            "https://{}-euwest3.s3.eu-west-3.amazonaws.com.evil.example/a",
            "https://{}-euwest3.s3.eu-west-3.amazonaws.com",
            "https://{}-euwest3.s3.eu-west-3.amazonaws.com@evil.example/a",
            "https://evil@{}-euwest3.s3.eu-west-3.amazonaws.com/a",
            "https://my-bucket.s3.eu-west-3.amazonaws.com/{}-euwest3/a",
            "https://s3.eu-west-3.amazonaws.com/{}-evil/a",
            "https://evil.example/.s3.amazonaws.com",
            "http://127.0.0.1:4566/a",
            "https://169.254.169.254/",
        ] {
            let url = url.replace("{}", BUCKET);
            assert!(!admits(&config(None), STACK, &url), "{url}");
        }
    }

    #[test]
    fn an_answer_goes_to_this_machine_only_while_aws_is_there_too() {
        let url = "http://127.0.0.1:4566/cloudformation/a";
        assert!(admits(&config(Some("http://127.0.0.1:4566")), STACK, url));
        assert!(!admits(&config(Some("https://aws.example")), STACK, url));
    }

    #[test]
    fn an_event_of_another_stack_is_refused() {
        let url = "https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/a";
        assert!(!admits(&config(None), &STACK.replace("0a1b", "ffff"), url));
    }
}
