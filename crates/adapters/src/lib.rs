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
mod sqs;
mod sts;
pub mod telemetry;
#[cfg(test)]
mod tests;
mod text;

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use aws::AwsEnvironment;
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_types::SdkConfig;
use domain::organization::Quota;
use http::{CertificatesError, Http};

pub use text::readable;

/// The outside world: every port of the domain.
#[derive(Debug, Clone)]
pub struct Adapters {
    /// Clients are made for their first call: a function that makes none has nothing of it to load.
    config: SdkConfig,
    iam: OnceLock<aws_sdk_iam::Client>,
    secrets_manager: OnceLock<aws_sdk_secretsmanager::Client>,
    sts: OnceLock<aws_sdk_sts::Client>,
    http: Http,
    /// What Qovery's last answer said is left of its limit.
    quota: Arc<Mutex<Option<Quota>>>,
}

impl Adapters {
    /// Clients for that environment; none of them has connected yet.
    pub fn new(environment: AwsEnvironment) -> Result<Self, CertificatesError> {
        let http = Http::new(environment.ca_bundle.as_deref())?;
        Ok(Self::over(http, environment))
    }

    fn over(http: Http, environment: AwsEnvironment) -> Self {
        let config = aws::sdk_config(environment, &http);
        Self::with(config, http, Arc::default())
    }

    fn with(config: SdkConfig, http: Http, quota: Arc<Mutex<Option<Quota>>>) -> Self {
        Self {
            config,
            iam: OnceLock::new(),
            secrets_manager: OnceLock::new(),
            sts: OnceLock::new(),
            http,
            quota,
        }
    }

    /// The same over the same connections, with other credentials at AWS.
    fn with_credentials(&self, credentials: Credentials) -> Self {
        let provider = SharedCredentialsProvider::new(credentials);
        let config = self.config.to_builder().credentials_provider(provider);
        Self::with(config.build(), self.http.clone(), Arc::clone(&self.quota))
    }

    /// What all clients share, for a client that is none of these.
    #[must_use]
    pub fn sdk_config(&self) -> &SdkConfig {
        &self.config
    }

    fn iam(&self) -> &aws_sdk_iam::Client {
        self.iam
            .get_or_init(|| aws_sdk_iam::Client::new(&self.config))
    }

    fn secrets_manager(&self) -> &aws_sdk_secretsmanager::Client {
        self.secrets_manager
            .get_or_init(|| aws_sdk_secretsmanager::Client::new(&self.config))
    }

    fn sts(&self) -> &aws_sdk_sts::Client {
        self.sts
            .get_or_init(|| aws_sdk_sts::Client::new(&self.config))
    }

    /// Notes what an answer of Qovery's says is left.
    fn note_quota(&self, quota: Quota) {
        *self.quota.lock().unwrap_or_else(PoisonError::into_inner) = Some(quota);
    }

    fn last_quota(&self) -> Option<Quota> {
        *self.quota.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
