//! STS: who are we?

use aws_sdk_sts::Client;
use aws_types::SdkConfig;
use domain::{
    arn::AccountId,
    error::{PortError, PortErrorKind},
    ports::CallerIdentity,
};

use crate::sdk_error::port_error;

/// The STS client.
#[derive(Debug, Clone)]
pub struct Sts {
    client: Client,
}

impl Sts {
    /// With the shared configuration.
    #[must_use]
    pub fn new(config: &SdkConfig) -> Self {
        Self {
            client: Client::new(config),
        }
    }
}

impl CallerIdentity for Sts {
    async fn get_caller_identity(&self) -> Result<AccountId, PortError> {
        const OPERATION: &str = "sts:GetCallerIdentity";
        let output = self
            .client
            .get_caller_identity()
            .send()
            .await
            .map_err(|error| port_error(OPERATION, "this function", error))?;
        output
            .account()
            .and_then(|account| account.parse().ok())
            .ok_or_else(|| PortError {
                operation: OPERATION,
                resource: "this function".to_owned(),
                kind: PortErrorKind::Other,
                hint: None,
                source: Some("the answer has no account".into()),
            })
    }
}
