//! One HTTP connector for AWS, Qovery and `CloudFormation`.

mod connector;
mod tls;

use std::{fmt, path::Path, time::Duration};

use aws_smithy_runtime_api::{
    client::{
        http::{HttpConnector, SharedHttpClient, SharedHttpConnector, http_client_fn},
        orchestrator::HttpRequest,
        result::ConnectorError,
    },
    http::Headers,
};
use aws_smithy_types::{body::SdkBody, byte_stream::ByteStream};
use connector::Connector;
use thiserror::Error;
pub use tls::CertificatesError;

/// From start to end, however slowly the bytes trickle in.
const EXCHANGE_TIMEOUT: Duration = Duration::from_secs(10);
/// Far above any real answer; a bound all the same.
const BODY_LIMIT: usize = 8 << 20;

/// The connector.
#[derive(Debug, Clone)]
pub struct Http(SharedHttpConnector);

/// A request with its secrets: no `Debug`.
#[expect(
    missing_debug_implementations,
    reason = "headers and URL carry the API token and the presigned URL"
)]
pub struct Exchange<'a> {
    /// `GET`, `POST`, …
    pub method: &'static str,
    /// The whole URL.
    pub url: &'a str,
    /// Name and value.
    pub headers: &'a [(&'static str, &'a str)],
    /// Empty: none.
    pub body: String,
}

/// What came back.
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// `Retry-After`, where it is a number of seconds.
    pub retry_after: Option<Duration>,
    /// The body as it came.
    pub body: Vec<u8>,
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reply({}, {} bytes)", self.status, self.body.len())
    }
}

/// Why there is no reply.
#[derive(Debug, Error)]
pub enum HttpError {
    /// The request could not be made of its parts.
    #[error("the request is not valid HTTP")]
    Request,
    /// The limits above ran out.
    #[error("no answer within {} s", EXCHANGE_TIMEOUT.as_secs())]
    Timeout,
    /// No connection, or a broken one.
    #[error("the connection failed")]
    Connection(#[source] ConnectorError),
    /// The answer broke off.
    #[error("the answer broke off")]
    Body,
    /// More bytes than any real answer has.
    #[error("the answer is larger than {} MiB", BODY_LIMIT >> 20)]
    TooLarge,
}

impl Http {
    /// A connector without connections yet. Servers are believed on the word of those authorities,
    /// a PEM file, or of Mozilla's.
    pub fn new(authorities: Option<&Path>) -> Result<Self, CertificatesError> {
        let connector = Connector::new(tls::client_config(authorities)?);
        Ok(Self(SharedHttpConnector::new(connector)))
    }

    /// The same connector, as the AWS SDK wants it.
    #[must_use]
    pub fn sdk_client(&self) -> SharedHttpClient {
        let connector = self.0.clone();
        http_client_fn(move |_, _| connector.clone())
    }

    /// Sends a request and reads the whole answer; any status is an answer.
    pub async fn send(&self, exchange: Exchange<'_>) -> Result<Reply, HttpError> {
        let request = request(exchange).ok_or(HttpError::Request)?;
        tokio::time::timeout(EXCHANGE_TIMEOUT, self.exchange(request))
            .await
            .unwrap_or(Err(HttpError::Timeout))
    }

    async fn exchange(&self, request: HttpRequest) -> Result<Reply, HttpError> {
        let response = self.0.call(request).await.map_err(|error| {
            if error.is_timeout() {
                HttpError::Timeout
            } else {
                HttpError::Connection(error)
            }
        })?;
        Ok(Reply {
            status: response.status().as_u16(),
            retry_after: retry_after(response.headers()),
            body: read(response.into_body()).await?,
        })
    }
}

fn request(exchange: Exchange<'_>) -> Option<HttpRequest> {
    let mut request = HttpRequest::new(SdkBody::from(exchange.body));
    request.set_method(exchange.method).ok()?;
    request.set_uri(exchange.url.to_owned()).ok()?;
    for (name, value) in exchange.headers {
        request
            .headers_mut()
            .try_insert(*name, (*value).to_owned())
            .ok()?;
    }
    Some(request)
}

fn retry_after(headers: &Headers) -> Option<Duration> {
    let seconds = headers.get("retry-after")?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

async fn read(body: SdkBody) -> Result<Vec<u8>, HttpError> {
    let mut stream = ByteStream::new(body);
    let mut bytes = Vec::new();
    while let Some(chunk) = stream.try_next().await.map_err(|_| HttpError::Body)? {
        if bytes.len() + chunk.len() > BODY_LIMIT {
            return Err(HttpError::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
