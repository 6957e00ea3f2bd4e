//! The configuration that all AWS clients share.
//!
//! `aws-config` is left out on purpose: Lambda gives region and credentials in the environment,
//! and looking anywhere else would only cost start-up time.

use std::{path::PathBuf, time::Duration};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_types::{retry::RetryConfig, timeout::TimeoutConfig};
use aws_types::{SdkConfig, region::Region};
use thiserror::Error;

use crate::http::Http;

/// What Lambda's environment says.
#[derive(Debug, Clone)]
pub struct AwsEnvironment {
    /// `AWS_REGION`
    pub region: String,
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` of the function's role.
    pub credentials: Credentials,
    /// `AWS_ENDPOINT_URL`: another place than AWS, for tests.
    pub endpoint_url: Option<String>,
    /// `SSL_CERT_FILE`: whom to believe instead of Mozilla's certificate authorities.
    pub authorities: Option<PathBuf>,
}

/// A variable that Lambda always sets is not set.
#[derive(Debug, Error)]
#[error("not in Lambda: {} not set in the environment", .0.join(", "))]
pub struct MissingVariables(Vec<&'static str>);

impl AwsEnvironment {
    /// Reads it, and names every variable that is missing.
    pub fn from_env() -> Result<Self, MissingVariables> {
        let mut missing = Vec::new();
        let mut required = |name| {
            variable(name).unwrap_or_else(|| {
                missing.push(name);
                String::new()
            })
        };
        let region = required("AWS_REGION");
        let credentials = Credentials::new(
            required("AWS_ACCESS_KEY_ID"),
            required("AWS_SECRET_ACCESS_KEY"),
            variable("AWS_SESSION_TOKEN"),
            None,
            "environment",
        );
        if missing.is_empty() {
            Ok(Self {
                region,
                credentials,
                endpoint_url: variable("AWS_ENDPOINT_URL"),
                authorities: variable("SSL_CERT_FILE").map(PathBuf::from),
            })
        } else {
            Err(MissingVariables(missing))
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "Lambda's own variables, read at start"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// One attempt of one call.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(6);
/// All attempts of one call.
const OPERATION_TIMEOUT: Duration = Duration::from_secs(20);

/// The configuration for every client.
#[must_use]
pub fn sdk_config(environment: AwsEnvironment, http: &Http) -> SdkConfig {
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(environment.region))
        .credentials_provider(SharedCredentialsProvider::new(environment.credentials))
        .http_client(http.sdk_client())
        .sleep_impl(TokioSleep::new())
        .retry_config(RetryConfig::standard())
        .timeout_config(
            TimeoutConfig::builder()
                .operation_attempt_timeout(ATTEMPT_TIMEOUT)
                .operation_timeout(OPERATION_TIMEOUT)
                .build(),
        );
    config.set_endpoint_url(environment.endpoint_url);
    config.build()
}
