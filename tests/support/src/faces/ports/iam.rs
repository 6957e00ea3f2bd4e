//! IAM: roles, users and their keys, and tags.

use std::collections::BTreeMap;

use domain::{
    aws::{
        access_key::{AccessKey, AccessKeyId},
        arn::RoleArn,
        iam::{KeyStatus, ListedKey, Role, User},
    },
    permissions::{Decision, Simulated, Simulation},
    port_error::PortError,
    ports::{AccessKeys, IdentityTags, RoleTags, Roles},
};
use time::OffsetDateTime;

use super::{
    State, World,
    call::Kind::{Effect, Read},
};
use crate::state::aws::{Code, Refusal};

impl Roles for World {
    async fn get_role(&self, role: &RoleArn) -> Result<Role, PortError> {
        let act = |state: &mut State| state.get_role(role.name());
        self.call(Read, "iam:GetRole", role.as_str(), act).await
    }

    async fn simulate_principal_policy(
        &self,
        simulation: &Simulation,
    ) -> Result<Vec<Simulated>, PortError> {
        let arn = &simulation.principal_arn;
        self.call(Read, "iam:SimulatePrincipalPolicy", arn, |state| {
            let simulated = simulation.actions.iter().map(|action| Simulated {
                action: (*action).to_owned(),
                decision: *state.denied.get(*action).unwrap_or(&Decision::Allowed),
                missing_context: Vec::new(),
            });
            Ok::<_, Refusal>(simulated.collect())
        })
        .await
    }
}

impl AccessKeys for World {
    async fn get_user(&self, user_name: &str) -> Result<User, PortError> {
        self.call(Read, "iam:GetUser", user_name, |state| {
            state.user(user_name)?.shown()
        })
        .await
    }

    async fn get_user_with(&self, key: &AccessKey) -> Result<User, PortError> {
        self.call(Read, "iam:GetUser", "the key's own user", |state| {
            let owner = state.authenticate(key)?;
            if owner.may_get_user {
                owner.shown()
            } else {
                Err(Refusal::new(Code::AccessDenied, "not authorized"))
            }
        })
        .await
    }

    async fn tag_user(
        &self,
        user_name: &str,
        tags: &BTreeMap<String, String>,
    ) -> Result<(), PortError> {
        self.call(Effect, "iam:TagUser", user_name, |state| {
            state.tag_user(user_name, tags)
        })
        .await
    }

    async fn list_access_keys(&self, user_name: &str) -> Result<Vec<ListedKey>, PortError> {
        self.call(Read, "iam:ListAccessKeys", user_name, |state| {
            state.list_access_keys(user_name)
        })
        .await
    }

    async fn create_access_key(&self, user_name: &str) -> Result<AccessKey, PortError> {
        self.call(Effect, "iam:CreateAccessKey", user_name, |state| {
            state.create_access_key(user_name)
        })
        .await
    }

    async fn update_access_key(
        &self,
        user_name: &str,
        id: &AccessKeyId,
        status: KeyStatus,
    ) -> Result<(), PortError> {
        self.call(Effect, "iam:UpdateAccessKey", id.as_str(), |state| {
            state.update_access_key(user_name, id, status)
        })
        .await
    }

    async fn delete_access_key(&self, user_name: &str, id: &AccessKeyId) -> Result<(), PortError> {
        self.call(Effect, "iam:DeleteAccessKey", id.as_str(), |state| {
            state.delete_access_key(user_name, id)
        })
        .await
    }

    async fn get_access_key_last_used(
        &self,
        id: &AccessKeyId,
    ) -> Result<Option<OffsetDateTime>, PortError> {
        self.call(Read, "iam:GetAccessKeyLastUsed", id.as_str(), |state| {
            state.access_key_last_used(id)
        })
        .await
    }
}

impl RoleTags for World {
    async fn list_role_tags(&self, role_name: &str) -> Result<BTreeMap<String, String>, PortError> {
        self.call(Read, "iam:ListRoleTags", role_name, |state| {
            state.role_tags(role_name)
        })
        .await
    }

    async fn tag_role(
        &self,
        role_name: &str,
        tags: &BTreeMap<String, String>,
    ) -> Result<(), PortError> {
        self.call(Effect, "iam:TagRole", role_name, |state| {
            state.tag_role(role_name, tags)
        })
        .await
    }
}

impl IdentityTags for World {
    async fn untag_role(&self, role_name: &str, tag_keys: &[String]) -> Result<(), PortError> {
        self.call(Effect, "iam:UntagRole", role_name, |state| {
            state.untag_role(role_name, tag_keys)
        })
        .await
    }
}
