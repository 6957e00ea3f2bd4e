//! One HTTP connector for AWS, Qovery and `CloudFormation`.
//!
//! Qovery and `CloudFormation` are called through the AWS SDK's own request and response types, so
//! that all three share one connection pool.

mod body;
mod connector;
mod tls;

use std::{path::Path, time::Duration};

use aws_smithy_runtime_api::{
    client::{
        http::{HttpConnector, SharedHttpClient, SharedHttpConnector, http_client_fn},
        orchestrator,
        result::ConnectorError,
    },
    http::{Headers, HttpError as InvalidPart},
};
use aws_smithy_types::body::SdkBody;
use connector::Connector;
use thiserror::Error;
use tokio::time::{Instant, timeout_at};

pub(crate) use body::Body;
pub use tls::CertificatesError;

/// From the request to the last byte of the body, however slowly the bytes trickle in.
const EXCHANGE_TIMEOUT: Duration = Duration::from_secs(10);

/// The connector.
#[derive(Debug, Clone)]
pub(crate) struct Http(SharedHttpConnector);

/// A request with its secrets: no `Debug`.
pub(crate) struct HttpRequest<'a> {
    /// `GET`, `POST`, …
    pub(crate) method: &'static str,
    /// The whole URL.
    pub(crate) url: &'a str,
    /// Name and value.
    pub(crate) headers: &'a [(&'static str, &'a str)],
    /// May be empty.
    pub(crate) body: String,
}

/// The head of an answer, and its body, which is still to be read.
pub(crate) struct HttpResponse {
    /// Any status is an answer.
    pub(crate) status: u16,
    headers: Headers,
    /// Not yet read.
    pub(crate) body: Body,
}

impl HttpResponse {
    /// Whether the status is a 2xx.
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)
    }
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub(crate) enum HttpError {
    /// The request could not be made of its parts.
    #[error("the request is not valid HTTP")]
    Request(#[source] InvalidPart),
    /// Longer than [`EXCHANGE_TIMEOUT`] or the connector's own limits.
    #[error("no answer within {} s", EXCHANGE_TIMEOUT.as_secs())]
    Timeout,
    /// No connection, or a broken one.
    #[error("the connection failed")]
    Connection(#[source] ConnectorError),
    /// The body ended before its end.
    #[error("the answer broke off")]
    Body(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A body of more bytes than any real answer has.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The most that was accepted.
        limit: usize,
    },
}

impl Http {
    /// A connector without connections yet. It trusts the authorities of that PEM file, or
    /// Mozilla's.
    pub(crate) fn new(ca_bundle: Option<&Path>) -> Result<Self, CertificatesError> {
        let connector = Connector::new(tls::client_config(ca_bundle)?);
        Ok(Self::over(SharedHttpConnector::new(connector)))
    }

    /// Over any connector.
    pub(crate) fn over(connector: SharedHttpConnector) -> Self {
        Self(connector)
    }

    /// The same connector, as the AWS SDK wants it.
    pub(crate) fn sdk_client(&self) -> SharedHttpClient {
        let connector = self.0.clone();
        http_client_fn(move |_, _| connector.clone())
    }

    /// Sends a request and reads the head of the answer.
    pub(crate) async fn send(&self, request: HttpRequest<'_>) -> Result<HttpResponse, HttpError> {
        let deadline = Instant::now() + EXCHANGE_TIMEOUT;
        let request = sdk_request(request).map_err(HttpError::Request)?;
        let response = timeout_at(deadline, self.0.call(request))
            .await
            .map_err(|_| HttpError::Timeout)?
            .map_err(|error| {
                if error.is_timeout() {
                    HttpError::Timeout
                } else {
                    HttpError::Connection(error)
                }
            })?;
        Ok(HttpResponse {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: Body::new(response.into_body(), deadline),
        })
    }
}

fn sdk_request(request: HttpRequest<'_>) -> Result<orchestrator::HttpRequest, InvalidPart> {
    let mut made = orchestrator::HttpRequest::new(SdkBody::from(request.body));
    made.set_method(request.method)?;
    made.set_uri(request.url.to_owned())?;
    for (name, value) in request.headers {
        made.headers_mut().try_insert(*name, (*value).to_owned())?;
    }
    Ok(made)
}
