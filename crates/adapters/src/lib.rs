//! The only effects: one folder or file for each outside system, one `impl` for each port of the
//! domain.
//!
//! Every call goes through one connector ([`http`]): one connection pool, one TLS stack, one set
//! of time limits.

pub mod aws;
pub mod clock;
mod cloudformation;
mod cloudwatch;
pub mod http;
mod iam;
pub mod qovery;
mod retry;
mod secrets_manager;
mod sns;
mod sts;
pub mod telemetry;
#[cfg(test)]
mod tests;
mod text;

use aws::AwsEnvironment;
use aws_types::SdkConfig;
use http::{CertificatesError, Http};

/// The outside world: every port of the domain.
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
        let http = Http::new(environment.ca_bundle.as_deref())?;
        Ok(Self::over(http, environment))
    }

    fn over(http: Http, environment: AwsEnvironment) -> Self {
        let config = aws::sdk_config(environment, &http);
        Self {
            iam: aws_sdk_iam::Client::new(&config),
            secrets_manager: aws_sdk_secretsmanager::Client::new(&config),
            sts: aws_sdk_sts::Client::new(&config),
            config,
            http,
        }
    }
}
