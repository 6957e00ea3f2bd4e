//! Where an answer may go.

use secrecy::ExposeSecret;

use super::{AnswerError, Envelope};

/// `CloudFormation`'s own buckets: `cloudformation-custom-resource-response-<region>`, and for some
/// regions `cloudformation-custom-resource-response-<region without dashes>`.
const BUCKET: &str = "cloudformation-custom-resource-response-";

impl Envelope {
    /// Refuses an event whose answer would not go to `CloudFormation`, before anything is read or
    /// written. `is_local`: an answer may go to this machine itself, because AWS is there, too.
    pub fn admit_address(&self, is_local: bool) -> Result<(), AnswerError> {
        #[expect(
            clippy::disallowed_methods,
            reason = "its host is looked at, and nothing is kept"
        )]
        let url = self.response_url.expose_secret();
        if is_bucket(url) || (is_local && is_on_loopback(url)) {
            Ok(())
        } else {
            Err(AnswerError::Foreign(
                "its `ResponseURL` is not CloudFormation's",
            ))
        }
    }
}

/// An https address at one of `CloudFormation`'s buckets: as a host of S3's, or as a path behind
/// one.
fn is_bucket(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://") else {
        return false;
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let is_clean = host
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b));
    let is_aws = host.ends_with(".amazonaws.com")
        || host.ends_with(".amazonaws.com.cn")
        || host.ends_with(".amazonaws.eu");
    let names_bucket =
        host.starts_with(BUCKET) || (host.starts_with("s3") && path.starts_with(BUCKET));
    let is_s3 = host.contains(".s3.") || host.contains(".s3-") || host.starts_with("s3");
    is_clean && is_aws && is_s3 && names_bucket
}

/// Whether the address is on this machine.
#[must_use]
pub fn is_on_loopback(url: &str) -> bool {
    let host = ["http://", "https://"]
        .iter()
        .find_map(|scheme| url.strip_prefix(scheme))
        .and_then(|rest| rest.split(['/', ':']).next());
    matches!(host, Some("127.0.0.1" | "localhost"))
}
