//! IAM: roles, users, two keys each, and answers that are late.

use std::collections::BTreeMap;

use domain::{
    aws::{
        access_key::{AccessKey, AccessKeyId},
        arn::RoleArn,
        iam::{KeyStatus, ListedKey, Role, User},
    },
    permissions::{Decision, Simulated, Simulation},
    port_error::{PortError, PortErrorKind},
    ports::{AccessKeys, Roles},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::ExposeSecret;
use time::OffsetDateTime;

use super::{Kind, Refusal, World, not_found, state::KeyState, state::State, state::UserState};

/// `AccessKeysPerUser`
const KEYS_PER_USER: usize = 2;

impl Roles for World {
    async fn get_role(&self, role: &RoleArn) -> Result<Role, PortError> {
        let name = role.name();
        self.call(Kind::Read, "iam:GetRole", role.as_str(), |state| {
            let seen = not_found(state.roles.get_mut(name), "no such role")?;
            let late = seen.unseen_reads.checked_sub(1);
            if let Some(left) = late {
                seen.unseen_reads = left;
                return Err(Refusal(PortErrorKind::NotFound, "no such role yet"));
            }
            let encoded = utf8_percent_encode(&seen.trust_policy, NON_ALPHANUMERIC);
            Ok(Role {
                arn: seen.arn.clone(),
                trust_policy: encoded.to_string(),
            })
        })
        .await
    }

    async fn simulate_principal_policy(
        &self,
        simulation: &Simulation,
    ) -> Result<Vec<Simulated>, PortError> {
        let arn = &simulation.principal_arn;
        self.call(Kind::Read, "iam:SimulatePrincipalPolicy", arn, |state| {
            let simulated = simulation.actions.iter().map(|action| Simulated {
                action: (*action).to_owned(),
                decision: *state.denied.get(*action).unwrap_or(&Decision::Allowed),
            });
            Ok(simulated.collect())
        })
        .await
    }
}

impl AccessKeys for World {
    async fn get_user(&self, user_name: &str) -> Result<User, PortError> {
        self.call(Kind::Read, "iam:GetUser", user_name, |state| {
            shown(user(state, user_name)?)
        })
        .await
    }

    async fn get_user_with(&self, key: &AccessKey) -> Result<User, PortError> {
        self.call(Kind::Read, "iam:GetUser", "the key's own user", |state| {
            let owner = state.authenticate(key)?;
            if owner.may_get_user {
                shown(owner)
            } else {
                Err(Refusal(PortErrorKind::AccessDenied, "not authorized"))
            }
        })
        .await
    }

    async fn tag_user(
        &self,
        user_name: &str,
        tags: &BTreeMap<String, String>,
    ) -> Result<(), PortError> {
        self.call(Kind::Effect, "iam:TagUser", user_name, |state| {
            if !tags.iter().all(|(key, value)| is_tag(key, value)) {
                return Err(Refusal(PortErrorKind::Invalid, "not a tag"));
            }
            user(state, user_name)?.tags.extend(tags.clone());
            Ok(())
        })
        .await
    }

    async fn untag_user(&self, user_name: &str, tag_keys: &[String]) -> Result<(), PortError> {
        self.call(Kind::Effect, "iam:UntagUser", user_name, |state| {
            let tags = &mut user(state, user_name)?.tags;
            tags.retain(|key, _| !tag_keys.contains(key));
            Ok(())
        })
        .await
    }

    async fn list_access_keys(&self, user_name: &str) -> Result<Vec<ListedKey>, PortError> {
        self.call(Kind::Read, "iam:ListAccessKeys", user_name, |state| {
            let keys = user(state, user_name)?.keys.iter_mut();
            Ok(keys.filter_map(listed).collect())
        })
        .await
    }

    async fn create_access_key(&self, user_name: &str) -> Result<AccessKey, PortError> {
        self.call(Kind::Effect, "iam:CreateAccessKey", user_name, |state| {
            if user(state, user_name)?.keys.len() >= KEYS_PER_USER {
                return Err(Refusal(
                    PortErrorKind::LimitExceeded,
                    "Cannot exceed quota for AccessKeysPerUser: 2",
                ));
            }
            let made = not_found(state.add_key(user_name), "no such user")?;
            Ok(AccessKey {
                id: made.id,
                secret: made.secret.into(),
            })
        })
        .await
    }

    async fn update_access_key(
        &self,
        user_name: &str,
        id: &AccessKeyId,
        status: KeyStatus,
    ) -> Result<(), PortError> {
        self.call(Kind::Effect, "iam:UpdateAccessKey", id.as_str(), |state| {
            let keys = &mut user(state, user_name)?.keys;
            let key = keys.iter_mut().find(|key| key.id == *id);
            not_found(key, "no such key")?.status = status;
            Ok(())
        })
        .await
    }

    async fn delete_access_key(&self, user_name: &str, id: &AccessKeyId) -> Result<(), PortError> {
        self.call(Kind::Effect, "iam:DeleteAccessKey", id.as_str(), |state| {
            let keys = &mut user(state, user_name)?.keys;
            let index = keys.iter().position(|key| key.id == *id);
            keys.remove(not_found(index, "no such key")?);
            Ok(())
        })
        .await
    }

    async fn get_access_key_last_used(
        &self,
        id: &AccessKeyId,
    ) -> Result<Option<OffsetDateTime>, PortError> {
        let operation = "iam:GetAccessKeyLastUsed";
        self.call(Kind::Read, operation, id.as_str(), |state| {
            let mut keys = state.users.values().flat_map(|user| &user.keys);
            let key = keys.find(|key| key.id == *id);
            Ok(not_found(key, "no such key")?.last_used_at)
        })
        .await
    }
}

impl State {
    /// Whose key that is, where IAM knows it already and it is active.
    #[expect(clippy::disallowed_methods, reason = "IAM compares the secret")]
    pub(super) fn authenticate(&mut self, key: &AccessKey) -> Result<&mut UserState, Refusal> {
        let unknown = Refusal(PortErrorKind::Unauthenticated, "InvalidClientTokenId");
        for user in self.users.values_mut() {
            let Some(known) = user.keys.iter_mut().find(|known| known.id == key.id) else {
                continue;
            };
            if let Some(left) = known.unknown_calls.checked_sub(1) {
                known.unknown_calls = left;
                return Err(unknown);
            }
            let opens =
                known.status == KeyStatus::Active && known.secret == key.secret.0.expose_secret();
            return if opens { Ok(user) } else { Err(unknown) };
        }
        Err(unknown)
    }
}

fn user<'a>(state: &'a mut State, user_name: &str) -> Result<&'a mut UserState, Refusal> {
    not_found(state.users.get_mut(user_name), "no such user")
}

fn shown(user: &mut UserState) -> Result<User, Refusal> {
    let arn = user.arn.parse();
    Ok(User {
        arn: arn.map_err(|_| Refusal(PortErrorKind::Other, "the ARN is no user's"))?,
        id: user.id.clone(),
        tags: user.tags.clone(),
    })
}

fn listed(key: &mut KeyState) -> Option<ListedKey> {
    if let Some(left) = key.unseen_lists.checked_sub(1) {
        key.unseen_lists = left;
        return None;
    }
    Some(ListedKey {
        id: key.id.clone(),
        status: key.status,
        created_at: key.created_at,
    })
}

/// Source: IAM API reference, `Tag`.
pub(super) fn is_tag(key: &str, value: &str) -> bool {
    let clean = |text: &str| {
        text.chars()
            .all(|c| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c))
    };
    (1..=128).contains(&key.len()) && value.len() <= 256 && clean(key) && clean(value)
}
