//! STS: whose a key is.

use std::sync::Arc;

use domain::{
    aws::{
        access_key::{AccessKey, AccessKeyId},
        arn::{AccountId, RoleArn},
        iam::Caller,
    },
    port_error::PortError,
    ports::{CallerIdentity, KeyAccounts, KeyIdentity, MemberAccounts},
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

impl MemberAccounts for World {
    type Account = Self;

    /// STS denies a role that is not there, or not there yet. What its trust policy lets in, the
    /// emulator judges.
    async fn assume_role(&self, role: &RoleArn) -> Result<Arc<Self>, PortError> {
        let account = self.member(role.account().as_str());
        let denied = || Refusal::new(Code::AccessDenied, "not authorized to perform this");
        self.call(Read, "sts:AssumeRole", role.as_str(), |_| {
            let account = account.ok_or_else(denied)?;
            let is_there = account.edit(|state| state.get_role(role.name()).is_ok());
            is_there.then_some(account).ok_or_else(denied)
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
