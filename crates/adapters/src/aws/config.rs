//! The configuration that all AWS clients share.
//!
//! `aws-config` is left out on purpose: Lambda gives region and credentials in the environment,
//! and looking anywhere else would only cost start-up time.

use std::time::Duration;

use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_types::{retry::RetryConfig, timeout::TimeoutConfig};
use aws_types::{SdkConfig, region::Region};

use super::AwsEnvironment;
use crate::http::Http;

/// One attempt of one call.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(6);
/// All attempts of one call.
const OPERATION_TIMEOUT: Duration = Duration::from_secs(20);

/// The configuration for every client.
pub(crate) fn sdk_config(environment: AwsEnvironment, http: &Http) -> SdkConfig {
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
