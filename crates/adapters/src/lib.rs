//! The only effects: one file per outside system.
//!
//! Every call goes through one connector ([`http`]): one connection pool, one TLS stack, one set
//! of time limits.

mod access_keys;
pub mod aws;
mod cfn_response;
pub mod clock;
pub mod http;
mod iam;
mod instant;
mod metrics;
mod notifications;
mod qovery;
mod retry;
mod role_tags;
mod sdk_error;
mod secret_versions;
mod secrets_manager;
mod sts;
pub mod telemetry;

use aws::AwsEnvironment;
use aws_types::SdkConfig;
use http::{CertificatesError, Http};

/// The outside world: every port of the domain, each in the file of its system.
#[derive(Debug, Clone)]
pub struct Adapters {
    iam: aws_sdk_iam::Client,
    secrets_manager: aws_sdk_secretsmanager::Client,
    sts: aws_sdk_sts::Client,
    /// For clients that only some function needs: a function that does not ask has none of it.
    config: SdkConfig,
    http: Http,
}

impl Adapters {
    /// Clients for that environment; none of them has connected yet.
    pub fn new(environment: AwsEnvironment) -> Result<Self, CertificatesError> {
        let http = Http::new(environment.authorities.as_deref())?;
        let config = aws::sdk_config(environment, &http);
        Ok(Self {
            iam: aws_sdk_iam::Client::new(&config),
            secrets_manager: aws_sdk_secretsmanager::Client::new(&config),
            sts: aws_sdk_sts::Client::new(&config),
            config,
            http,
        })
    }
}
