//! The client that the functions have, with Qovery alone to talk to.

use std::path::Path;

use adapters::{Adapters, aws::AwsEnvironment, http::CertificatesError};
use anyhow::Result;
use aws_credential_types::Credentials;
use domain::qovery::{Access, ApiToken};

pub(crate) const ORGANIZATION: &str = "11111111-2222-4333-8444-555555555555";
pub(crate) const TOKEN: &str = "qov_token";

/// With that `SSL_CERT_FILE`.
pub(crate) fn client(authorities: Option<&Path>) -> Result<Adapters, CertificatesError> {
    Adapters::new(AwsEnvironment {
        region: "eu-west-3".to_owned(),
        credentials: Credentials::new("unused", "unused", None, None, "test"),
        endpoint_url: None,
        ca_bundle: authorities.map(Path::to_owned),
    })
}

/// What it needs to know of the API at that address.
pub(crate) fn access(url: &str) -> Result<Access> {
    Ok(Access {
        url: url.parse()?,
        token: ApiToken(TOKEN.into()),
        organization: ORGANIZATION.parse()?,
    })
}
