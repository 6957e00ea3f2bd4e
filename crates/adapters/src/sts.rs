//! STS: which identity a set of credentials belongs to.

use aws_sdk_sts::config;
use domain::{
    aws::{
        access_key::{AccessKey, AccessKeyId},
        arn::AccountId,
        iam::Caller,
    },
    port_error::PortError,
    ports::{CallerIdentity, KeyAccounts, KeyIdentity},
};

use crate::{
    Adapters,
    aws::{listed, port_error, unreadable},
    iam::credentials,
};

/// Needs no permission, so no port lists it.
const OPERATION: &str = "sts:GetCallerIdentity";
const KEY_INFO: &str = listed(
    <Adapters as KeyAccounts>::OPERATIONS,
    "sts:GetAccessKeyInfo",
);

impl CallerIdentity for Adapters {
    async fn get_caller_identity(&self) -> Result<AccountId, PortError> {
        let call = self.sts.get_caller_identity();
        let output = call
            .send()
            .await
            .map_err(|error| port_error(OPERATION, "this function", error))?;
        output
            .account()
            .and_then(|account| account.parse().ok())
            .ok_or_else(|| unreadable(OPERATION, "this function", "no account"))
    }
}

impl KeyAccounts for Adapters {
    async fn get_access_key_info(&self, id: &AccessKeyId) -> Result<AccountId, PortError> {
        let call = self.sts.get_access_key_info().access_key_id(id.as_str());
        let output = call
            .send()
            .await
            .map_err(|error| port_error(KEY_INFO, id.as_str(), error))?;
        output
            .account()
            .and_then(|account| account.parse().ok())
            .ok_or_else(|| unreadable(KEY_INFO, id.as_str(), "no account"))
    }
}

impl KeyIdentity for Adapters {
    async fn get_caller_identity_with(&self, key: &AccessKey) -> Result<Caller, PortError> {
        let as_the_user = config::Builder::new().credentials_provider(credentials(key));
        let call = self.sts.get_caller_identity().customize();
        let output = call
            .config_override(as_the_user)
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
            hint: Some("the key must be a user's".to_owned()),
            ..unreadable(OPERATION, key.id.as_str(), "another caller than a user")
        })
    }
}
