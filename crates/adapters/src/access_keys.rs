//! IAM, as far as the keys of a user go.

use std::{collections::BTreeMap, time::Duration};

use aws_credential_types::Credentials;
use aws_sdk_iam::{
    config,
    types::{AccessKeyMetadata, StatusType, Tag, User as Shown},
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

use crate::{Adapters, instant::instant, sdk_error::port_error};

/// A key that comes later than this is given up by whoever asked for it.
const CREATE_TIMEOUT: Duration = Duration::from_secs(6);

impl AccessKeys for Adapters {
    async fn get_user(&self, user_name: &str) -> Result<User, PortError> {
        const OPERATION: &str = "iam:GetUser";
        let output = self
            .iam
            .get_user()
            .user_name(user_name)
            .send()
            .await
            .map_err(|error| port_error(OPERATION, user_name, error))?;
        shown(output.user).ok_or_else(|| unreadable(OPERATION, user_name))
    }

    async fn get_user_with(&self, key: &AccessKey) -> Result<User, PortError> {
        const OPERATION: &str = "iam:GetUser";
        let theirs = config::Builder::new().credentials_provider(credentials(key));
        let output = self
            .iam
            .get_user()
            .customize()
            .config_override(theirs)
            .send()
            .await
            .map_err(|error| port_error(OPERATION, key.id.as_str(), error))?;
        shown(output.user).ok_or_else(|| unreadable(OPERATION, key.id.as_str()))
    }

    async fn tag_user(
        &self,
        user_name: &str,
        tags: &BTreeMap<String, String>,
    ) -> Result<(), PortError> {
        const OPERATION: &str = "iam:TagUser";
        let tags = tags
            .iter()
            .map(|(key, value)| Tag::builder().key(key).value(value).build())
            .collect::<Result<_, _>>()
            .map_err(|_| unreadable(OPERATION, user_name))?;
        self.iam
            .tag_user()
            .user_name(user_name)
            .set_tags(Some(tags))
            .send()
            .await
            .map(drop)
            .map_err(|error| port_error(OPERATION, user_name, error))
    }

    async fn untag_user(&self, user_name: &str, tag_keys: &[String]) -> Result<(), PortError> {
        self.iam
            .untag_user()
            .user_name(user_name)
            .set_tag_keys(Some(tag_keys.to_vec()))
            .send()
            .await
            .map(drop)
            .map_err(|error| port_error("iam:UntagUser", user_name, error))
    }

    /// One page: IAM allows two keys, and a page holds a hundred.
    async fn list_access_keys(&self, user_name: &str) -> Result<Vec<ListedKey>, PortError> {
        const OPERATION: &str = "iam:ListAccessKeys";
        let output = self
            .iam
            .list_access_keys()
            .user_name(user_name)
            .send()
            .await
            .map_err(|error| port_error(OPERATION, user_name, error))?;
        let keys = output.access_key_metadata.into_iter().map(listed);
        keys.collect::<Option<_>>()
            .ok_or_else(|| unreadable(OPERATION, user_name))
    }

    /// Asked once, and not for long: a second answer would be a second key.
    async fn create_access_key(&self, user_name: &str) -> Result<AccessKey, PortError> {
        const OPERATION: &str = "iam:CreateAccessKey";
        let once = config::Builder::new()
            .retry_config(RetryConfig::disabled())
            .timeout_config(
                TimeoutConfig::builder()
                    .operation_timeout(CREATE_TIMEOUT)
                    .build(),
            );
        let output = self
            .iam
            .create_access_key()
            .user_name(user_name)
            .customize()
            .config_override(once)
            .send()
            .await
            .map_err(|error| port_error(OPERATION, user_name, error))?;
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
                ..unreadable(OPERATION, user_name)
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
        self.iam
            .update_access_key()
            .user_name(user_name)
            .access_key_id(id.as_str())
            .status(status)
            .send()
            .await
            .map(drop)
            .map_err(|error| port_error("iam:UpdateAccessKey", id.as_str(), error))
    }

    async fn delete_access_key(&self, user_name: &str, id: &AccessKeyId) -> Result<(), PortError> {
        self.iam
            .delete_access_key()
            .user_name(user_name)
            .access_key_id(id.as_str())
            .send()
            .await
            .map(drop)
            .map_err(|error| port_error("iam:DeleteAccessKey", id.as_str(), error))
    }

    async fn get_access_key_last_used(
        &self,
        id: &AccessKeyId,
    ) -> Result<Option<OffsetDateTime>, PortError> {
        const OPERATION: &str = "iam:GetAccessKeyLastUsed";
        let output = self
            .iam
            .get_access_key_last_used()
            .access_key_id(id.as_str())
            .send()
            .await
            .map_err(|error| port_error(OPERATION, id.as_str(), error))?;
        match output.access_key_last_used.map(|used| used.last_used_date) {
            Some(None) => Ok(None),
            Some(Some(at)) => match instant(&at) {
                Some(at) => Ok(Some(at)),
                None => Err(unreadable(OPERATION, id.as_str())),
            },
            None => Err(unreadable(OPERATION, id.as_str())),
        }
    }
}

/// The key as the SDK signs with it.
pub(crate) fn credentials(key: &AccessKey) -> Credentials {
    #[expect(clippy::disallowed_methods, reason = "the key is proven by using it")]
    let secret = key.secret.0.expose_secret();
    Credentials::from_keys(key.id.as_str(), secret, None)
}

fn shown(user: Option<Shown>) -> Option<User> {
    let user = user?;
    let tags = user.tags.unwrap_or_default().into_iter();
    Some(User {
        arn: user.arn.parse().ok()?,
        id: user.user_id,
        tags: tags.map(|tag| (tag.key, tag.value)).collect(),
    })
}

fn listed(key: AccessKeyMetadata) -> Option<ListedKey> {
    Some(ListedKey {
        id: key.access_key_id?.parse().ok()?,
        status: match key.status? {
            StatusType::Active => KeyStatus::Active,
            _ => KeyStatus::Inactive,
        },
        created_at: instant(&key.create_date?)?,
    })
}

fn unreadable(operation: &'static str, resource: &str) -> PortError {
    PortError {
        operation,
        resource: resource.to_owned(),
        kind: PortErrorKind::Other,
        hint: None,
        source: Some("the answer is not what the API reference says".into()),
    }
}
