//! What a test finds in the account before it starts, and what a person does there meanwhile.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use domain::aws::{access_key::AccessKeyId, iam::KeyStatus};
use serde_json::json;

use super::{
    Attached, KeyState, PolicyState, RoleState, SecretState, UserState, VersionState,
    secret::CURRENT, tags::LateTags,
};
use crate::state::State;

impl State {
    /// Whether this account has created the key, at any time.
    pub(crate) fn has_made(id: &AccessKeyId) -> bool {
        id.as_str().starts_with(MADE)
    }

    /// A role with that ARN and trust policy, in plain JSON. One of that name that is there already
    /// is deleted first, whatever hangs on it.
    pub fn add_role(&mut self, arn: &str, trust_policy: &str) {
        self.ids.roles += 1;
        let role = RoleState {
            arn: arn.to_owned(),
            id: format!("AROAFAKE{:012}", self.ids.roles),
            created_at: self.now,
            trust_policy: trust_policy.to_owned(),
            // As the template makes it.
            max_session_seconds: 14_400,
            last_used_at: None,
            tags: BTreeMap::new(),
            attached: Attached::default(),
            unseen_reads: 0,
            late_tags: LateTags::default(),
        };
        self.roles.insert(name(arn).to_owned(), role);
    }

    /// A user with that ARN and no keys. One of that name that is there already is deleted first,
    /// whatever hangs on it.
    pub fn add_user(&mut self, arn: &str) {
        let number = self.next_number();
        let user = UserState {
            arn: arn.to_owned(),
            id: format!("AIDAFAKE{number:012}"),
            created_at: self.now,
            tags: BTreeMap::new(),
            keys: Vec::new(),
            attached: Attached::default(),
            may_get_user: true,
            late_tags: LateTags::default(),
        };
        self.users.insert(name(arn).to_owned(), user);
    }

    /// A key of that user, as a person or a function would make it. Nothing without the user.
    pub fn add_key(&mut self, user_name: &str) -> Option<KeyState> {
        let number = self.next_number();
        let key = KeyState {
            id: key_id(number)?,
            secret: format!("PlantedSecret/{number:026}"),
            status: KeyStatus::Active,
            created_at: self.now,
            last_used_at: None,
            unseen_lists: self.propagation.lists,
            unknown_calls: self.propagation.calls,
        };
        let user = self.users.get_mut(user_name)?;
        user.keys.push(key.clone());
        Some(key)
    }

    /// A key of that user, kept in that secret as the functions keep one. Nothing without the user.
    pub fn add_stored_key(&mut self, user_name: &str, secret_arn: &str) -> Option<KeyState> {
        let key = self.add_key(user_name)?;
        let value = json!({
            "access_key_id": key.id.as_str(),
            "secret_access_key": key.secret,
            "user_name": user_name,
            "user_id": self.users.get(user_name)?.id,
            "account_id": self.account,
        });
        self.add_secret(secret_arn, Some(&value.to_string()));
        Some(key)
    }

    /// A customer managed policy with one version, attached to the roles and users of those names.
    pub fn add_policy(&mut self, arn: &str, attached_to: &[&str]) {
        self.policies.insert(arn.to_owned(), PolicyState::default());
        for name in attached_to {
            let role = self.roles.get_mut(*name).map(|role| &mut role.attached);
            let user = self.users.get_mut(*name).map(|user| &mut user.attached);
            for attached in [role, user].into_iter().flatten() {
                attached.policies.insert(arn.to_owned());
            }
        }
    }

    /// A secret; with a value as `AWSCURRENT`, or without any version.
    pub fn add_secret(&mut self, arn: &str, value: Option<&str>) {
        let versions = value.map(|value| {
            let version = VersionState {
                value: Some(value.to_owned()),
                labels: BTreeSet::from([CURRENT.to_owned()]),
                is_locked: false,
            };
            ("00000000-0000-0000-0000-00000000first".to_owned(), version)
        });
        let secret = SecretState {
            rotation_enabled: true,
            last_rotated_at: None,
            next_rotation_at: Some(self.now + Duration::from_hours(90 * 24)),
            last_changed_at: Some(self.now),
            deleted_at: None,
            is_writable: true,
            versions: versions.into_iter().collect(),
        };
        self.secrets.insert(arn.to_owned(), secret);
    }

    /// What `RestoreSecret` does: takes a scheduled deletion back.
    pub fn restore_secret(&mut self, arn: &str) {
        if let Some(secret) = self.secrets.get_mut(arn) {
            secret.deleted_at = None;
        }
    }

    /// What `RotateSecret` does before it calls the function: an empty version, staged.
    pub fn stage_rotation(&mut self, secret_arn: &str, token: &str) {
        let Some(secret) = self.secrets.get_mut(secret_arn) else {
            return;
        };
        for version in secret.versions.values_mut() {
            version.labels.remove("AWSPENDING");
        }
        let version = secret.versions.entry(token.to_owned()).or_default();
        version.labels.insert("AWSPENDING".to_owned());
    }
}

/// The beginning of every key's id.
const MADE: &str = "AKIAFAKE";

fn key_id(number: u32) -> Option<AccessKeyId> {
    format!("{MADE}{number:012}").parse().ok()
}

/// The name at the end of an ARN.
fn name(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}
