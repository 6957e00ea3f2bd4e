//! STS: whose a set of credentials is, and sessions in members' accounts.

use std::sync::Arc;

use aws_credential_types::Credentials;
use aws_sdk_sts::{config, types::Credentials as Session};
use domain::{
    aws::{
        access_key::{AccessKey, AccessKeyId},
        arn::{AccountId, RoleArn},
        iam::Caller,
    },
    port_error::PortError,
    ports::{CallerIdentity, KeyAccounts, KeyIdentity, MemberAccounts},
};

use crate::{
    Adapters,
    aws::{listed, port_error, unreadable},
    iam::credentials,
};

const ASSUME: &str = listed(<Adapters as MemberAccounts>::OPERATIONS, "sts:AssumeRole");
/// `CloudTrail` of the other account shows it.
const SESSION_NAME: &str = "qovery-connect";
/// The least that STS gives. A request takes a minute.
const SESSION_SECONDS: i32 = 900;

/// Needs no permission, so no port lists it.
const OPERATION: &str = "sts:GetCallerIdentity";
const KEY_INFO: &str = listed(
    <Adapters as KeyAccounts>::OPERATIONS,
    "sts:GetAccessKeyInfo",
);

impl CallerIdentity for Adapters {
    async fn get_caller_identity(&self) -> Result<AccountId, PortError> {
        let call = self.sts().get_caller_identity();
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
        let call = self.sts().get_access_key_info().access_key_id(id.as_str());
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
        let call = self.sts().get_caller_identity().customize();
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

impl MemberAccounts for Adapters {
    type Account = Self;

    async fn assume_role(&self, role: &RoleArn) -> Result<Arc<Self>, PortError> {
        let call = self.sts().assume_role();
        let output = call
            .role_arn(role.as_str())
            .role_session_name(SESSION_NAME)
            .duration_seconds(SESSION_SECONDS)
            .send()
            .await
            .map_err(|error| port_error(ASSUME, role.as_str(), error))?;
        let session = output.credentials.map(of_session);
        let session = session.ok_or_else(|| unreadable(ASSUME, role.as_str(), "no credentials"))?;
        Ok(Arc::new(self.with_credentials(session)))
    }
}

fn of_session(session: Session) -> Credentials {
    let (id, secret) = (session.access_key_id, session.secret_access_key);
    Credentials::new(id, secret, Some(session.session_token), None, "session")
}
