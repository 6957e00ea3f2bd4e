//! STS: who are we?

use domain::{
    arn::AccountId,
    error::{PortError, PortErrorKind},
    ports::CallerIdentity,
};

use crate::{Adapters, sdk_error::port_error};

impl CallerIdentity for Adapters {
    async fn get_caller_identity(&self) -> Result<AccountId, PortError> {
        const OPERATION: &str = "sts:GetCallerIdentity";
        let output = self
            .sts
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
