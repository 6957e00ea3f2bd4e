//! Where an answer may go.

use secrecy::ExposeSecret;

use super::{AnswerError, Envelope};

/// `CloudFormation`'s own bucket of a region: the region follows, in most regions without its dashes.
const BUCKET: &str = "cloudformation-custom-resource-response-";
/// Behind S3's endpoints, by partition.
const DOMAINS: [&str; 3] = [".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu"];
/// S3's endpoints of a region: the region follows. Source: AWS General Reference, "Amazon S3
/// endpoints".
const ENDPOINTS: [&str; 4] = ["s3.", "s3-", "s3-fips.", "s3.dualstack."];

impl Envelope {
    /// Refuses an event whose answer would not go to `CloudFormation` in that region, before anything
    /// is read or written. `is_local`: an answer may go to this machine itself, because AWS is there,
    /// too.
    pub fn admit_address(&self, region: &str, is_local: bool) -> Result<(), AnswerError> {
        #[expect(
            clippy::disallowed_methods,
            reason = "its host is looked at, and nothing is kept"
        )]
        let url = self.response_url.expose_secret();
        if is_bucket(url, region) || (is_local && is_on_loopback(url)) {
            Ok(())
        } else {
            Err(AnswerError::Foreign(
                "its `ResponseURL` is not CloudFormation's",
            ))
        }
    }
}

/// An https address of the region's bucket: below a host of its own, or as the first part of a path.
/// Any other bucket may be anybody's, whatever its name begins with.
fn is_bucket(url: &str, region: &str) -> bool {
    let parts = url
        .strip_prefix("https://")
        .and_then(|url| url.split_once('/'));
    let Some((host, path)) = parts else {
        return false;
    };
    let bucket_and_endpoint = if host.starts_with(BUCKET) {
        host.split_once('.')
    } else {
        path.split_once('/').map(|(bucket, _)| (bucket, host))
    };
    bucket_and_endpoint.is_some_and(|(bucket, endpoint)| {
        let of = bucket.strip_prefix(BUCKET);
        of.is_some_and(|of| of == region || of == region.replace('-', ""))
            && is_endpoint(endpoint, region)
    })
}

/// Whether S3 answers there: in that region, or as the endpoint of all regions.
fn is_endpoint(host: &str, region: &str) -> bool {
    let mut names = DOMAINS
        .iter()
        .filter_map(|domain| host.strip_suffix(domain));
    names.any(|name| {
        let mut regions = ENDPOINTS
            .iter()
            .filter_map(|prefix| name.strip_prefix(prefix));
        name == "s3" || regions.any(|of| of == region)
    })
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
