//! Access keys: two for each user, and late ones.

use domain::aws::{
    access_key::{AccessKey, AccessKeyId},
    iam::{KeyStatus, ListedKey},
};
use secrecy::ExposeSecret;
use time::OffsetDateTime;

use super::{Code, Refusal, UserState, found};
use crate::state::{State, redacted_debug};

/// `AccessKeysPerUser`
const KEYS_PER_USER: usize = 2;

/// An access key, secret included.
#[derive(Clone)]
pub struct KeyState {
    /// `AKIA…`
    pub id: AccessKeyId,
    /// The secret half.
    pub secret: String,
    /// Whether AWS accepts it.
    pub status: KeyStatus,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it was last used.
    pub last_used_at: Option<OffsetDateTime>,
    /// How many lists do not show it yet.
    pub unseen_lists: u32,
    /// How many calls made with it are refused yet.
    pub unknown_calls: u32,
}

redacted_debug! {
    KeyState { id, status, created_at, last_used_at },
}

impl KeyState {
    pub(crate) fn is_active(&self) -> bool {
        self.status == KeyStatus::Active
    }
}

impl State {
    pub(crate) fn list_access_keys(&mut self, user: &str) -> Result<Vec<ListedKey>, Refusal> {
        let keys = self.user(user)?.keys.iter_mut();
        Ok(keys.filter_map(listed).collect())
    }

    pub(crate) fn create_access_key(&mut self, user: &str) -> Result<AccessKey, Refusal> {
        if self.user_to_change(user)?.keys.len() >= KEYS_PER_USER {
            let message = format!("Cannot exceed quota for AccessKeysPerUser: {KEYS_PER_USER}");
            return Err(Refusal::new(Code::LimitExceeded, message));
        }
        let made = found(self.add_key(user), "user", user)?;
        Ok(AccessKey {
            id: made.id,
            secret: made.secret.into(),
        })
    }

    pub(crate) fn update_access_key(
        &mut self,
        user: &str,
        id: &AccessKeyId,
        status: KeyStatus,
    ) -> Result<(), Refusal> {
        let mut keys = self.user_to_change(user)?.keys.iter_mut();
        let key = found(keys.find(|key| key.id == *id), "key", id.as_str())?;
        key.status = status;
        Ok(())
    }

    pub(crate) fn delete_access_key(
        &mut self,
        user: &str,
        id: &AccessKeyId,
    ) -> Result<(), Refusal> {
        let keys = &mut self.user_to_change(user)?.keys;
        let index = keys.iter().position(|key| key.id == *id);
        keys.remove(found(index, "key", id.as_str())?);
        Ok(())
    }

    pub(crate) fn access_key_last_used(
        &self,
        id: &AccessKeyId,
    ) -> Result<Option<OffsetDateTime>, Refusal> {
        let mut keys = self.users.values().flat_map(|user| &user.keys);
        let key = found(keys.find(|key| key.id == *id), "key", id.as_str())?;
        Ok(key.last_used_at)
    }

    /// The user of the key, where IAM knows the key already and it is active. The call counts as a
    /// use of the key, as a call to STS does.
    #[expect(clippy::disallowed_methods, reason = "IAM compares the secret")]
    pub(crate) fn authenticate(&mut self, key: &AccessKey) -> Result<&mut UserState, Refusal> {
        let now = self.now;
        let unknown = || Refusal::new(Code::UnknownKey, "The security token is invalid.");
        for user in self.users.values_mut() {
            let Some(known) = user.keys.iter_mut().find(|known| known.id == key.id) else {
                continue;
            };
            if let Some(left) = known.unknown_calls.checked_sub(1) {
                known.unknown_calls = left;
                return Err(unknown());
            }
            if !known.is_active() || known.secret != key.secret.0.expose_secret() {
                return Err(unknown());
            }
            known.last_used_at = Some(now);
            return Ok(user);
        }
        Err(unknown())
    }
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
