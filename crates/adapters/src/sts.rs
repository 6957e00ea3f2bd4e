//! STS: who are we?

use aws_sdk_sts::config;
use domain::{
    aws::{access_key::AccessKey, arn::AccountId, iam::Caller},
    port_error::{PortError, PortErrorKind},
    ports::{CallerIdentity, KeyIdentity},
};

use crate::{Adapters, access_keys::credentials, sdk_error::port_error};

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

impl KeyIdentity for Adapters {
    async fn get_caller_identity_with(&self, key: &AccessKey) -> Result<Caller, PortError> {
        const OPERATION: &str = "sts:GetCallerIdentity";
        let theirs = config::Builder::new().credentials_provider(credentials(key));
        let output = self
            .sts
            .get_caller_identity()
            .customize()
            .config_override(theirs)
            .send()
            .await
            .map_err(|error| port_error(OPERATION, key.id.as_str(), error))?;
        let caller = || {
            Some(Caller {
                account: output.account()?.parse().ok()?,
                user_id: output.user_id()?.to_owned(),
                arn: output.arn()?.parse().ok()?,
            })
        };
        caller().ok_or_else(|| PortError {
            operation: OPERATION,
            resource: key.id.to_string(),
            kind: PortErrorKind::Other,
            hint: Some("the key must be a user's".to_owned()),
            source: Some("the answer is not about a user".into()),
        })
    }
}
