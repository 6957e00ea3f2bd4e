//! STS: whose a key is.

use domain::{
    aws::{
        access_key::{AccessKey, AccessKeyId},
        arn::AccountId,
        iam::Caller,
    },
    port_error::PortError,
    ports::{CallerIdentity, KeyAccounts, KeyIdentity},
};

use super::{State, World, call::Kind::Read};
use crate::state::aws::{Code, Refusal};

const OPERATION: &str = "sts:GetCallerIdentity";
/// The account of every key that this account has not created: its number is in the key's id, so
/// that STS tells it of a key that was deleted, too.
const STRANGER: &str = "999999999999";

impl CallerIdentity for World {
    async fn get_caller_identity(&self) -> Result<AccountId, PortError> {
        self.call(Read, OPERATION, "this function", |state| account(state))
            .await
    }
}

impl KeyAccounts for World {
    async fn get_access_key_info(&self, id: &AccessKeyId) -> Result<AccountId, PortError> {
        self.call(Read, "sts:GetAccessKeyInfo", id.as_str(), |state| {
            if State::has_made(id) {
                account(state)
            } else {
                STRANGER.parse().map_err(|_| no_account())
            }
        })
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
    state.account.parse().map_err(|_| no_account())
}

fn no_account() -> Refusal {
    Refusal::new(Code::Failed, "the account has no account id")
}
