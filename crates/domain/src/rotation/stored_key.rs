//! The secret's JSON: a key and its owner.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::aws::{
    access_key::{AccessKey, AccessKeyId},
    arn::AccountId,
    iam::User,
};

/// A key as the secret holds it.
#[derive(Debug, Clone)]
pub struct StoredKey {
    /// Key id and secret key.
    pub access_key: AccessKey,
    /// The user that it belongs to.
    pub owner: Owner,
}

/// The owner of a key. Pinned by id: a user that is deleted and created again is another one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owner {
    /// The user's name.
    pub user_name: String,
    /// `AIDA…`
    pub user_id: String,
    /// The account that the user is in.
    pub account_id: AccountId,
}

impl Owner {
    /// The user as the owner of its keys.
    #[must_use]
    pub fn of(user: &User) -> Self {
        Self {
            user_name: user.arn.name().to_owned(),
            user_id: user.id.clone(),
            account_id: user.arn.account().clone(),
        }
    }
}

/// The value is not a key. The error does not show the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "the secret's value is not a key: JSON with `access_key_id`, `secret_access_key`, `user_name`, `user_id` and `account_id` expected"
)]
pub struct StoredKeyError;

#[derive(Serialize)]
struct Written<'a> {
    access_key_id: &'a str,
    secret_access_key: &'a str,
    user_name: &'a str,
    user_id: &'a str,
    account_id: &'a str,
}

#[derive(Deserialize)]
struct Read {
    access_key_id: AccessKeyId,
    secret_access_key: String,
    user_name: String,
    user_id: String,
    account_id: String,
}

impl StoredKey {
    /// Reads a version's value.
    pub fn parse(value: &SecretString) -> Result<Self, StoredKeyError> {
        #[expect(clippy::disallowed_methods, reason = "read straight into its own type")]
        let read: Read = serde_json::from_str(value.expose_secret()).map_err(|_| StoredKeyError)?;
        Ok(Self {
            access_key: AccessKey {
                id: read.access_key_id,
                secret: read.secret_access_key.into(),
            },
            owner: Owner {
                user_name: read.user_name,
                user_id: read.user_id,
                account_id: read.account_id.parse().map_err(|_| StoredKeyError)?,
            },
        })
    }

    /// The value of a version.
    ///
    /// # Panics
    ///
    /// Never: strings in a struct always become JSON.
    #[must_use]
    pub fn to_value(&self) -> SecretString {
        let written = Written {
            access_key_id: self.access_key.id.as_str(),
            #[expect(clippy::disallowed_methods, reason = "the secret is stored here")]
            secret_access_key: self.access_key.secret.0.expose_secret(),
            user_name: &self.owner.user_name,
            user_id: &self.owner.user_id,
            account_id: self.owner.account_id.as_str(),
        };
        #[expect(clippy::expect_used, reason = "strings in a struct always become JSON")]
        let json = serde_json::to_string(&written).expect("a key becomes JSON");
        json.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUE: &str = r#"{"access_key_id":"AKIAIOSFODNN7EXAMPLE","secret_access_key":"Planted/Secret","user_name":"qovery","user_id":"AIDA1","account_id":"123456789012"}"#;

    #[test]
    #[expect(
        clippy::disallowed_methods,
        reason = "the test looks at what was written"
    )]
    fn a_stored_key_reads_back_as_it_was_written_and_shows_no_secret() {
        let stored = StoredKey::parse(&VALUE.to_owned().into()).unwrap();
        assert_eq!(stored.to_value().expose_secret(), VALUE);
        assert!(!format!("{stored:?}").contains("Planted"));
    }

    #[test]
    fn what_is_no_key_is_refused_without_being_repeated() {
        for value in ["", "{}", r#"{"access_key_id":"Planted"}"#, "Planted"] {
            let error = StoredKey::parse(&value.to_owned().into()).unwrap_err();
            assert!(!format!("{error:?} {error}").contains("Planted"));
        }
    }
}
