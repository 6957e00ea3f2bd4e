//! What the hub's template says to its functions.

use crate::custom_resource::ORGANIZATION;

pub(super) const READER: &str = "qovery-connect-reader";
pub(super) const TOPIC: &str = "arn:aws:sns:eu-west-3:999999999999:qovery-aws-connect";
pub(super) const TOKEN_SECRET: &str =
    "arn:aws:secretsmanager:eu-west-3:999999999999:secret:qovery-api-token-AbCdEf";
pub(super) const FINDINGS: &str = "arn:aws:sns:eu-west-3:999999999999:findings";
pub(super) const FLEET: &str = "qovery-connect-fleet";
const QUEUE: &str = "https://sqs.eu-west-3.amazonaws.com/999999999999/requests.fifo";

/// The same where one variable has another value.
pub(super) fn with(name: &str, value: &str) -> registrar::Config {
    let changed = |asked: &str| {
        if asked == name {
            Some(value.to_owned())
        } else {
            variable(asked)
        }
    };
    registrar::Config::read(&changed).expect("a configuration")
}

pub(crate) fn variable(name: &str) -> Option<String> {
    let value = match name {
        "AWS_REGION" => "eu-west-3",
        "PARTITION" => "aws",
        "QUEUE_URL" => QUEUE,
        "READER_ROLE_NAME" => READER,
        "QOVERY_ORGANIZATION_ID" => ORGANIZATION,
        "QOVERY_API_TOKEN_SECRET_ARN" => TOKEN_SECRET,
        "QOVERY_REQUESTS_PER_HOUR" => "1000",
        "TRUSTED_PRINCIPALS" => "222222222222",
        "CREDENTIALS_NAME" => "aws-{account_id}",
        "RETIREMENT_GRACE_DAYS" => "7",
        "STACK_NAME" => "qovery-hub",
        "STACK_SET_NAME" => "qovery-hub-members",
        "DELEGATED_ADMIN" | "DRY_RUN" => "false",
        "NOTIFICATION_TOPIC_ARN" => FINDINGS,
        "FUNCTION_ROLE_NAME" => FLEET,
        _ => return None,
    };
    Some(value.to_owned())
}
