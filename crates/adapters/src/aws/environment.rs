//! What Lambda's environment says about AWS.

use std::path::PathBuf;

use aws_credential_types::Credentials;
use thiserror::Error;

/// Lambda's own variables, and two that tests set.
#[derive(Debug, Clone)]
pub struct AwsEnvironment {
    /// `AWS_REGION`
    pub region: String,
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` of the function's role.
    pub credentials: Credentials,
    /// `AWS_ENDPOINT_URL`: another place than AWS, for tests.
    pub endpoint_url: Option<String>,
    /// `SSL_CERT_FILE`: a PEM file of the certificate authorities to trust instead of Mozilla's.
    pub ca_bundle: Option<PathBuf>,
}

/// A variable that Lambda always sets is not set.
#[derive(Debug, Error)]
#[error("not in Lambda: {} not set in the environment", .0.join(", "))]
pub struct MissingVariables(Vec<&'static str>);

impl AwsEnvironment {
    /// Reads it, and names every variable that is missing.
    pub fn from_env() -> Result<Self, MissingVariables> {
        let mut missing = Vec::new();
        let mut required = |name| {
            variable(name).unwrap_or_else(|| {
                missing.push(name);
                String::new()
            })
        };
        let region = required("AWS_REGION");
        let credentials = Credentials::new(
            required("AWS_ACCESS_KEY_ID"),
            required("AWS_SECRET_ACCESS_KEY"),
            variable("AWS_SESSION_TOKEN"),
            None,
            "environment",
        );
        if missing.is_empty() {
            Ok(Self {
                region,
                credentials,
                endpoint_url: variable("AWS_ENDPOINT_URL"),
                ca_bundle: variable("SSL_CERT_FILE").map(PathBuf::from),
            })
        } else {
            Err(MissingVariables(missing))
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "Lambda's own variables, read at start"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
