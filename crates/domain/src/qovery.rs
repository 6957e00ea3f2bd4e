//! Qovery's side in its own words: organizations, credentials, clusters.
//!
//! Source: Qovery's published API specification.

use std::{fmt, str::FromStr};

use secrecy::SecretString;
use thiserror::Error;
use time::OffsetDateTime;

use crate::{access_key::AccessKey, api_token::ApiToken, arn::RoleArn};

/// The text is not a UUID.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a UUID: 8-4-4-4-12 hexadecimal digits expected")]
pub struct UuidError(String);

macro_rules! uuid {
    ($name:ident, $doc:literal) => {
        #[doc = $doc]
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The UUID in lower case.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = UuidError;

            fn from_str(text: &str) -> Result<Self, UuidError> {
                let dash = |i| matches!(i, 8 | 13 | 18 | 23);
                let sound = text.len() == 36
                    && text.bytes().enumerate().all(|(i, b)| {
                        if dash(i) {
                            b == b'-'
                        } else {
                            b.is_ascii_hexdigit()
                        }
                    });
                if sound {
                    Ok(Self(text.to_ascii_lowercase()))
                } else {
                    Err(UuidError(text.to_owned()))
                }
            }
        }
    };
}

uuid!(OrganizationId, "An organization at Qovery.");
uuid!(CredentialsId, "A set of credentials of an organization.");
uuid!(ClusterId, "A cluster of an organization.");

/// Where the API is: `https`, or plain `http` on the loopback for tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiUrl(String);

/// The text is no URL that a token may be sent to.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not an API URL: `https://host` expected, without user, query or fragment")]
pub struct ApiUrlError(String);

impl ApiUrl {
    /// The URL without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ApiUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ApiUrl {
    type Err = ApiUrlError;

    fn from_str(text: &str) -> Result<Self, ApiUrlError> {
        let error = || ApiUrlError(text.to_owned());
        let (scheme, rest) = text.split_once("://").ok_or_else(error)?;
        let authority = rest.split('/').next().unwrap_or_default();
        let host = authority.split(':').next().unwrap_or_default();
        let clean = !host.is_empty()
            && rest
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b".-_~:/".contains(&b));
        let safe =
            scheme == "https" || (scheme == "http" && matches!(host, "127.0.0.1" | "localhost"));
        if clean && safe {
            Ok(Self(text.trim_end_matches('/').to_owned()))
        } else {
            Err(error())
        }
    }
}

/// One organization behind one API, and the token that opens it.
#[derive(Debug, Clone)]
pub struct Access {
    /// Where the API is.
    pub url: ApiUrl,
    /// What opens it.
    pub token: ApiToken,
    /// Whose credentials are meant.
    pub organization: OrganizationId,
}

/// A set of credentials as Qovery shows it: never with the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Qovery's id; clusters are linked to it.
    pub id: CredentialsId,
    /// The name in the console.
    pub name: String,
    /// What it holds.
    pub values: CredentialsValues,
}

/// What a set of credentials holds, as far as Qovery tells.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CredentialsValues {
    /// `AWS_ROLE`
    Role(String),
    /// `AWS`
    Static(String),
    /// Of another kind or cloud; not ours to touch.
    Other,
}

/// A set of credentials with the clusters that use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedCredentials {
    /// The credentials.
    pub credentials: Credentials,
    /// The clusters linked to them.
    pub clusters: Vec<Cluster>,
}

/// A cluster by id and name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// Qovery's id.
    pub id: ClusterId,
    /// The name in the console.
    pub name: String,
}

/// What to write: the whole of a set of credentials.
#[derive(Debug, Clone)]
pub struct CredentialsRequest {
    /// The name in the console.
    pub name: String,
    /// What it is to hold.
    pub values: NewValues,
}

/// The values of a write.
#[derive(Debug, Clone)]
pub enum NewValues {
    /// `AWS_ROLE`
    Role(RoleArn),
    /// `AWS_STATIC`
    Static(AccessKey),
}

impl NewValues {
    /// Whether Qovery shows these values already; of a key its id is what can be seen.
    #[must_use]
    pub fn shown_by(&self, values: &CredentialsValues) -> bool {
        match (self, values) {
            (Self::Role(wanted), CredentialsValues::Role(shown)) => wanted.as_str() == shown,
            (Self::Static(wanted), CredentialsValues::Static(shown)) => wanted.id.as_str() == shown,
            _ => false,
        }
    }

    /// The secret half of a key, where one is written.
    #[must_use]
    pub fn secret(&self) -> Option<&SecretString> {
        match self {
            Self::Role(_) => None,
            Self::Static(key) => Some(&key.secret.0),
        }
    }
}

/// A cluster's state and when it was last deployed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterStatus {
    /// `ClusterStateEnum`, as published.
    pub state: String,
    /// When the last deployment was; none: never, or not told.
    pub last_deployment_at: Option<OffsetDateTime>,
}
