//! STS: whom a key belongs to.

use domain::{
    aws::{access_key::AccessKey, arn::AccountId, iam::Caller},
    port_error::{PortError, PortErrorKind},
    ports::{CallerIdentity, KeyIdentity},
};

use super::{Kind, Refusal, World};

const OPERATION: &str = "sts:GetCallerIdentity";

impl CallerIdentity for World {
    async fn get_caller_identity(&self) -> Result<AccountId, PortError> {
        self.call(Kind::Read, OPERATION, "this function", |state| {
            let account = state.account.parse();
            account.map_err(|_| Refusal(PortErrorKind::Other, "the account is no account id"))
        })
        .await
    }
}

impl KeyIdentity for World {
    async fn get_caller_identity_with(&self, key: &AccessKey) -> Result<Caller, PortError> {
        self.call(Kind::Read, OPERATION, "the key's own user", |state| {
            let account = state.account.clone();
            let user = state.authenticate(key)?;
            let unreadable = || Refusal(PortErrorKind::Other, "the state is not well set up");
            Ok(Caller {
                account: account.parse().map_err(|_| unreadable())?,
                user_id: user.id.clone(),
                arn: user.arn.parse().map_err(|_| unreadable())?,
            })
        })
        .await
    }
}
