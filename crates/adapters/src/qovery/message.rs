//! The message in the body of an error.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::text::readable;

/// So many characters of a secret in a row are not there by chance.
const SECRET_PART: usize = 12;

/// The body of an error: `{"status", "error", "detail"}` as Qovery's own clients read it, and the
/// fields that its documentation and gateways show.
#[derive(Deserialize)]
struct ErrorBody<'a> {
    #[serde(default, borrow)]
    detail: Option<&'a RawValue>,
    #[serde(default, borrow)]
    message: Option<&'a RawValue>,
    #[serde(default, borrow)]
    error: Option<&'a RawValue>,
    #[serde(default, borrow)]
    title: Option<&'a RawValue>,
}

/// The message of Qovery's error. `None` means that the body is not an error of Qovery's.
pub(super) fn read(body: &[u8]) -> Option<String> {
    // serde would take a list for its fields, too.
    if !body.trim_ascii_start().starts_with(b"{") {
        return None;
    }
    let body: ErrorBody<'_> = serde_json::from_slice(body).ok()?;
    let texts = [body.detail, body.message, body.error, body.title];
    let mut texts = texts.into_iter().flatten();
    texts.find_map(|text| serde_json::from_str(text.get()).ok())
}

/// The message in one line, without the secrets that went out. An echo may be escaped or cut, so any
/// part of a secret counts as one.
pub(super) fn shown(message: &str, sent_secrets: &[&str]) -> String {
    let message = readable(message);
    let repeats = |secret: &&str| {
        let part = secret.len().min(SECRET_PART);
        let mut parts = secret.as_bytes().windows(part.max(1));
        parts.any(|part| {
            message
                .as_bytes()
                .windows(part.len())
                .any(|seen| seen == part)
        })
    };
    if sent_secrets.iter().any(repeats) {
        return "[redacted: the message repeats a secret]".to_owned();
    }
    message
}
