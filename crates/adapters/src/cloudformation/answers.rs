//! Puts the answer of a custom resource where `CloudFormation` waits for it.

use domain::{
    port_error::{PortError, PortErrorKind},
    ports::Answers,
};
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;

use crate::{Adapters, http::HttpRequest};

#[derive(Debug, Error)]
#[error("CloudFormation's bucket answered with status {0}")]
struct Status(u16);

impl Answers for Adapters {
    /// Sends to the URL that it is given: whether that may be is decided where the event enters.
    /// The URL is signed for an empty `Content-Type`: S3 refuses any other.
    async fn put_answer(&self, response_url: &SecretString, body: String) -> Result<(), PortError> {
        #[expect(clippy::disallowed_methods, reason = "the answer goes here")]
        let url = response_url.expose_secret();
        let sent = self
            .http
            .send(HttpRequest {
                method: "PUT",
                url,
                headers: &[("content-type", "")],
                body,
            })
            .await;
        let (kind, source) = match sent {
            Ok(response) if response.is_success() => return Ok(()),
            Ok(response) if response.status >= 500 || response.status == 429 => {
                (PortErrorKind::Unavailable, Status(response.status).into())
            }
            Ok(response) => (PortErrorKind::Other, Status(response.status).into()),
            Err(error) => (PortErrorKind::Unanswered, error.into()),
        };
        Err(PortError {
            operation: "PUT ResponseURL",
            resource: "the answer".to_owned(),
            kind,
            hint: None,
            source: Some(source),
        })
    }
}
