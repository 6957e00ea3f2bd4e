//! A user and its access keys.

use std::{collections::BTreeMap, time::Duration};

use aws_credential_types::Credentials;
use aws_sdk_iam::{
    config,
    types::{AccessKeyMetadata, StatusType, User as SdkUser},
};
use aws_smithy_types::{retry::RetryConfig, timeout::TimeoutConfig};
use domain::{
    aws::{
        access_key::{AccessKey, AccessKeyId},
        iam::{KeyStatus, ListedKey, User},
    },
    port_error::{PortError, PortErrorKind},
    ports::AccessKeys,
};
use secrecy::ExposeSecret;
use time::OffsetDateTime;

use super::{all, sdk_tags, tag_map, write};
use crate::{
    Adapters,
    aws::{listed, port_error, to_offset_date_time, unreadable},
};

/// The caller gives up a key that comes later than this.
const CREATE_TIMEOUT: Duration = Duration::from_secs(6);

const OPERATIONS: &[&str] = <Adapters as AccessKeys>::OPERATIONS;
const CREATE_KEY: &str = listed(OPERATIONS, "iam:CreateAccessKey");
const DELETE_KEY: &str = listed(OPERATIONS, "iam:DeleteAccessKey");
const LAST_USED: &str = listed(OPERATIONS, "iam:GetAccessKeyLastUsed");
const GET_USER: &str = listed(OPERATIONS, "iam:GetUser");
const LIST_KEYS: &str = listed(OPERATIONS, "iam:ListAccessKeys");
const TAG: &str = listed(OPERATIONS, "iam:TagUser");
const UPDATE_KEY: &str = listed(OPERATIONS, "iam:UpdateAccessKey");

impl AccessKeys for Adapters {
    async fn get_user(&self, user_name: &str) -> Result<User, PortError> {
        let call = self.iam().get_user().user_name(user_name);
        let output = call
            .send()
            .await
            .map_err(|error| port_error(GET_USER, user_name, error))?;
        read_user(output.user).ok_or_else(|| unreadable(GET_USER, user_name, "no user"))
    }

    async fn get_user_with(&self, key: &AccessKey) -> Result<User, PortError> {
        let as_the_user = config::Builder::new().credentials_provider(credentials(key));
        let call = self.iam().get_user().customize();
        let output = call
            .config_override(as_the_user)
            .send()
            .await
            .map_err(|error| port_error(GET_USER, key.id.as_str(), error))?;
        read_user(output.user).ok_or_else(|| unreadable(GET_USER, key.id.as_str(), "no user"))
    }

    async fn tag_user(
        &self,
        user_name: &str,
        tags: &BTreeMap<String, String>,
    ) -> Result<(), PortError> {
        let tags = sdk_tags(TAG, user_name, tags)?;
        let call = self
            .iam()
            .tag_user()
            .user_name(user_name)
            .set_tags(Some(tags));
        write(TAG, user_name, || call.clone().send()).await
    }

    async fn list_access_keys(&self, user_name: &str) -> Result<Vec<ListedKey>, PortError> {
        let call = self.iam().list_access_keys().user_name(user_name);
        let keys = all(LIST_KEYS, user_name, call.into_paginator().items().send()).await?;
        let keys: Option<_> = keys.into_iter().map(read_key).collect();
        keys.ok_or_else(|| unreadable(LIST_KEYS, user_name, "a key without id, status or date"))
    }

    /// Asked once, and not for long: a second answer would be a second key.
    async fn create_access_key(&self, user_name: &str) -> Result<AccessKey, PortError> {
        let timeout = TimeoutConfig::builder().operation_timeout(CREATE_TIMEOUT);
        let once = config::Builder::new()
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeout.build());
        let call = self.iam().create_access_key().user_name(user_name);
        let output = call
            .customize()
            .config_override(once)
            .send()
            .await
            .map_err(|error| port_error(CREATE_KEY, user_name, error))?;
        output
            .access_key
            .and_then(|made| {
                Some(AccessKey {
                    id: made.access_key_id.parse().ok()?,
                    secret: made.secret_access_key.into(),
                })
            })
            .ok_or_else(|| PortError {
                kind: PortErrorKind::Unanswered,
                ..unreadable(CREATE_KEY, user_name, "no key")
            })
    }

    async fn update_access_key(
        &self,
        user_name: &str,
        id: &AccessKeyId,
        status: KeyStatus,
    ) -> Result<(), PortError> {
        let status = match status {
            KeyStatus::Active => StatusType::Active,
            KeyStatus::Inactive => StatusType::Inactive,
        };
        let call = self.iam().update_access_key().user_name(user_name);
        let call = call.access_key_id(id.as_str()).status(status);
        write(UPDATE_KEY, id.as_str(), || call.clone().send()).await
    }

    async fn delete_access_key(&self, user_name: &str, id: &AccessKeyId) -> Result<(), PortError> {
        let call = self.iam().delete_access_key().user_name(user_name);
        let call = call.access_key_id(id.as_str());
        write(DELETE_KEY, id.as_str(), || call.clone().send()).await
    }

    async fn get_access_key_last_used(
        &self,
        id: &AccessKeyId,
    ) -> Result<Option<OffsetDateTime>, PortError> {
        let call = self.iam().get_access_key_last_used();
        let output = call
            .access_key_id(id.as_str())
            .send()
            .await
            .map_err(|error| port_error(LAST_USED, id.as_str(), error))?;
        let unreadable = || {
            unreadable(
                LAST_USED,
                id.as_str(),
                "no `AccessKeyLastUsed`, or a date beyond the year 9999",
            )
        };
        let used = output.access_key_last_used.ok_or_else(unreadable)?;
        match used.last_used_date {
            None => Ok(None),
            Some(at) => to_offset_date_time(&at).map(Some).ok_or_else(unreadable),
        }
    }
}

/// The key as the SDK signs with it.
pub(crate) fn credentials(key: &AccessKey) -> Credentials {
    #[expect(clippy::disallowed_methods, reason = "the key is proven by using it")]
    let secret = key.secret.0.expose_secret();
    Credentials::from_keys(key.id.as_str(), secret, None)
}

fn read_user(user: Option<SdkUser>) -> Option<User> {
    let user = user?;
    Some(User {
        arn: user.arn.parse().ok()?,
        id: user.user_id,
        created_at: to_offset_date_time(&user.create_date)?,
        tags: tag_map(user.tags.unwrap_or_default()),
    })
}

/// `None` where a part is missing, or the status is neither of the two that a key can have.
fn read_key(key: AccessKeyMetadata) -> Option<ListedKey> {
    Some(ListedKey {
        id: key.access_key_id?.parse().ok()?,
        status: match key.status? {
            StatusType::Inactive => KeyStatus::Inactive,
            StatusType::Active => KeyStatus::Active,
            _ => return None,
        },
        created_at: to_offset_date_time(&key.create_date?)?,
    })
}
