//! An IAM access key: an id that may be shown and a secret that may not.

use std::{fmt, str::FromStr};

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// `AKIA…`: names a key; not secret, though logs show its last four characters only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccessKeyId(String);

/// The text is no access key id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not an access key id: 16 to 128 letters and digits expected")]
pub struct AccessKeyIdError;

impl AccessKeyId {
    /// The whole id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last four characters: enough to tell a user's two keys apart.
    #[must_use]
    pub fn tail(&self) -> &str {
        &self.0[self.0.len() - 4..]
    }
}

impl FromStr for AccessKeyId {
    type Err = AccessKeyIdError;

    /// Source: IAM API reference, `AccessKey`, pattern and length of `AccessKeyId`.
    fn from_str(text: &str) -> Result<Self, AccessKeyIdError> {
        let sound = (16..=128).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        sound.then(|| Self(text.to_owned())).ok_or(AccessKeyIdError)
    }
}

impl TryFrom<String> for AccessKeyId {
    type Error = AccessKeyIdError;

    fn try_from(text: String) -> Result<Self, AccessKeyIdError> {
        text.parse()
    }
}

impl From<AccessKeyId> for String {
    fn from(id: AccessKeyId) -> Self {
        id.0
    }
}

impl fmt::Debug for AccessKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "…{}", self.tail())
    }
}

impl fmt::Display for AccessKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The secret half of a key.
#[derive(Debug, Clone)]
pub struct SecretAccessKey(pub SecretString);

impl From<String> for SecretAccessKey {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

/// A usable pair.
#[derive(Debug, Clone)]
pub struct AccessKey {
    /// The half that may be shown.
    pub id: AccessKeyId,
    /// The half that may not.
    pub secret: SecretAccessKey,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_four_characters_of_the_id_and_none_of_the_secret() {
        let key = AccessKey {
            id: "AKIAIOSFODNN7EXAMPLE".parse().unwrap(),
            secret: "wJalrXUtnFEMI/K7MDENG".to_owned().into(),
        };
        let shown = format!("{key:?}");
        assert!(shown.contains("…MPLE"), "{shown}");
        assert!(
            !shown.contains("AKIA") && !shown.contains("wJalr"),
            "{shown}"
        );
    }
}
