//! The Qovery API token, as the operator's secret holds it.

use secrecy::SecretString;
use serde_json::Value;
use thiserror::Error;

use super::ApiUrl;

/// What goes behind `Authorization: Token`.
#[derive(Debug, Clone)]
pub struct ApiToken(pub SecretString);

/// What the operator's secret says: the token, and the one address that it may be sent to.
#[derive(Debug, Clone)]
pub struct TokenSecret {
    /// The token.
    pub token: ApiToken,
    /// `https://api.qovery.com`, unless the secret itself names another address.
    pub api_url: ApiUrl,
}

/// Why a secret holds no token. Does not repeat what the secret holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ApiTokenError {
    /// Nothing in it.
    #[error("the secret is empty")]
    Empty,
    /// It begins like JSON and is none.
    #[error("the secret begins like JSON and is not valid JSON")]
    Json,
    /// JSON, but without the key.
    #[error("the secret is JSON without a string under the key `token`")]
    KeyMissing,
    /// The address is not one that a token may be sent to.
    #[error(
        "the secret's `api_url` is not an address that a token may be sent to: `https://host` expected"
    )]
    Address,
    /// A character that no HTTP header carries.
    #[error("the token holds white space, a control character or a character outside ASCII")]
    Character,
}

impl TokenSecret {
    /// Reads a secret string: the plain token, or JSON with `token` and, where the token is for
    /// another address than `https://api.qovery.com`, `api_url`. A byte-order mark is passed over.
    pub fn parse(secret: &str) -> Result<Self, ApiTokenError> {
        let text = secret.trim_start_matches('\u{feff}').trim();
        let (token, api_url) = if text.starts_with(['{', '[', '"']) {
            from_json(text)?
        } else {
            (text.to_owned(), None)
        };
        match token.as_str() {
            "" => return Err(ApiTokenError::Empty),
            t if !t.bytes().all(|b| b.is_ascii_graphic()) => return Err(ApiTokenError::Character),
            _ => {}
        }
        Ok(Self {
            token: ApiToken(token.into()),
            api_url: api_url.unwrap_or_else(ApiUrl::qovery),
        })
    }
}

fn from_json(text: &str) -> Result<(String, Option<ApiUrl>), ApiTokenError> {
    let value: Value = serde_json::from_str(text).map_err(|_| ApiTokenError::Json)?;
    let token = value.get("token").and_then(Value::as_str);
    let token = token.ok_or(ApiTokenError::KeyMissing)?.trim().to_owned();
    let api_url = match value.get("api_url") {
        None | Some(Value::Null) => None,
        Some(Value::String(url)) => Some(url.parse().map_err(|_| ApiTokenError::Address)?),
        Some(_) => return Err(ApiTokenError::Address),
    };
    Ok((token, api_url))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[expect(clippy::disallowed_methods, reason = "the test looks at the token")]
    fn read(secret: &str) -> Result<(String, String), ApiTokenError> {
        let read = TokenSecret::parse(secret)?;
        let token = read.token.0.expose_secret().to_owned();
        Ok((token, read.api_url.to_string()))
    }

    #[test]
    fn a_token_comes_plain_or_as_json_and_goes_to_qovery() {
        for secret in [
            "tok",
            " tok\n",
            "\u{feff}tok",
            r#"{"token":"tok","other":1}"#,
        ] {
            let expected = ("tok".to_owned(), "https://api.qovery.com".to_owned());
            assert_eq!(read(secret), Ok(expected), "{secret}");
        }
    }

    #[test]
    fn only_the_secret_itself_sends_a_token_to_another_address() {
        let secret = r#"{"token":"tok","api_url":"https://qovery.example/"}"#;
        assert_eq!(read(secret).unwrap().1, "https://qovery.example");
        for url in ["http://qovery.example", "ftp://x", "https://user@x", ""] {
            let secret = format!(r#"{{"token":"tok","api_url":"{url}"}}"#);
            assert_eq!(read(&secret), Err(ApiTokenError::Address), "{url}");
        }
        let number = r#"{"token":"tok","api_url":7}"#;
        assert_eq!(read(number), Err(ApiTokenError::Address));
    }

    #[test]
    fn a_secret_without_a_token_is_refused_without_being_repeated() {
        for (secret, error) in [
            ("", ApiTokenError::Empty),
            ("{}", ApiTokenError::KeyMissing),
            (r#"{"token":""}"#, ApiTokenError::Empty),
            (r#"{"token":7}"#, ApiTokenError::KeyMissing),
            (r#""Planted""#, ApiTokenError::KeyMissing),
            ("{token:Planted}", ApiTokenError::Json),
            ("Plan ted", ApiTokenError::Character),
            ("Planted\u{200b}", ApiTokenError::Character),
        ] {
            assert_eq!(read(secret), Err(error), "{secret}");
            assert!(!error.to_string().contains("Plan"), "{error}");
        }
    }
}
