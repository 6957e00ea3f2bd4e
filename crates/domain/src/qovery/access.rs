//! What opens an organization: the API's address, the token, the organization.

use std::{fmt, str::FromStr};

use thiserror::Error;

use super::{ApiToken, OrganizationId};

/// Where the API is: `https`, or plain `http` on the loopback for tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiUrl(String);

/// The text is no URL that a token may be sent to.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not an API URL: `https://host` expected, without user, query or fragment")]
pub struct ApiUrlError(String);

impl ApiUrl {
    /// Qovery's own: `https://api.qovery.com`.
    #[must_use]
    pub fn qovery() -> Self {
        Self("https://api.qovery.com".to_owned())
    }

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
