//! The Qovery API token, as the operator's secret holds it.

use secrecy::SecretString;
use serde_json::Value;
use thiserror::Error;

/// What goes behind `Authorization: Token`.
#[derive(Debug, Clone)]
pub struct ApiToken(pub SecretString);

/// Why a secret holds no token. Says nothing of what it holds instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ApiTokenError {
    /// Nothing in it.
    #[error("the secret is empty")]
    Empty,
    /// JSON, but without the key.
    #[error("the secret is JSON without a string under the key `token`")]
    KeyMissing,
    /// A character that no HTTP header carries.
    #[error("the token holds white space or a control character")]
    Character,
}

impl ApiToken {
    /// Reads a secret string: the plain token, or JSON with the key `token`.
    pub fn parse(secret: &str) -> Result<Self, ApiTokenError> {
        let text = secret.trim();
        let token = if text.starts_with(['{', '[', '"']) {
            token_of(text).ok_or(ApiTokenError::KeyMissing)?
        } else {
            text.to_owned()
        };
        match token.as_str() {
            "" => Err(ApiTokenError::Empty),
            t if !t.bytes().all(|b| b.is_ascii_graphic()) => Err(ApiTokenError::Character),
            _ => Ok(Self(token.into())),
        }
    }
}

fn token_of(json: &str) -> Option<String> {
    match serde_json::from_str(json).ok()? {
        Value::Object(mut object) => match object.remove("token")? {
            Value::String(token) => Some(token.trim().to_owned()),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test looks at what was read")]
    fn a_plain_token_and_a_json_token_read_the_same() {
        for secret in ["qov_abc", " qov_abc\n", r#"{"token":"qov_abc","note":1}"#] {
            let token = ApiToken::parse(secret).unwrap();
            assert_eq!(token.0.expose_secret(), "qov_abc");
        }
    }

    #[test]
    fn what_holds_no_token_is_refused_without_being_repeated() {
        for (secret, error) in [
            ("", ApiTokenError::Empty),
            (r#"{"token":""}"#, ApiTokenError::Empty),
            (r#"{"apiToken":"x"}"#, ApiTokenError::KeyMissing),
            (r#"{"token":7}"#, ApiTokenError::KeyMissing),
            (r#"{"token":"#, ApiTokenError::KeyMissing),
            ("two words", ApiTokenError::Character),
            ("line\nbreak", ApiTokenError::Character),
        ] {
            assert_eq!(ApiToken::parse(secret).unwrap_err(), error);
        }
    }
}
