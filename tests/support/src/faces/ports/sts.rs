//! STS: whose a key is.

use domain::{
    aws::{access_key::AccessKey, arn::AccountId, iam::Caller},
    port_error::PortError,
    ports::{CallerIdentity, KeyIdentity},
};

use super::{State, World, call::Kind::Read};
use crate::state::aws::{Code, Refusal};

const OPERATION: &str = "sts:GetCallerIdentity";

impl CallerIdentity for World {
    async fn get_caller_identity(&self) -> Result<AccountId, PortError> {
        self.call(Read, OPERATION, "this function", |state| account(state))
            .await
    }
}

impl KeyIdentity for World {
    async fn get_caller_identity_with(&self, key: &AccessKey) -> Result<Caller, PortError> {
        self.call(Read, OPERATION, "the key's own user", |state| {
            let account = account(state)?;
            let user = state.authenticate(key)?.shown()?;
            Ok::<_, Refusal>(Caller {
                account,
                user_id: user.id,
                arn: user.arn,
            })
        })
        .await
    }
}

fn account(state: &State) -> Result<AccountId, Refusal> {
    let account = state.account.parse();
    account.map_err(|_| Refusal::new(Code::Failed, "the account has no account id"))
}
