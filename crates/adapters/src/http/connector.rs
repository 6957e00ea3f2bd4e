//! hyper, behind the trait that the AWS SDK calls through.

use std::time::Duration;

use aws_smithy_runtime_api::client::{
    http::{HttpConnector, HttpConnectorFuture},
    orchestrator::{HttpRequest, HttpResponse},
    result::ConnectorError,
};
use aws_smithy_types::body::SdkBody;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector as TcpConnector},
    rt::TokioExecutor,
};
use rustls::ClientConfig;
use tokio::time::timeout;

/// A TCP connection takes one round trip; nothing near this.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// To the head of the answer, with whatever it takes to connect.
const HEAD_TIMEOUT: Duration = Duration::from_secs(8);
/// A connection that was idle for longer may be gone, which a frozen function does not notice.
const IDLE_TIMEOUT: Duration = Duration::from_secs(20);

/// HTTP/1.1 over TLS, with connections kept for the next call and the next event.
///
/// Calls side by side take a connection each. HTTP/2 could share one where a server speaks it, and
/// would be more to load at every cold start.
#[derive(Debug)]
pub(super) struct Connector(Client<HttpsConnector<TcpConnector>, SdkBody>);

impl Connector {
    pub(super) fn new(tls: ClientConfig) -> Self {
        let mut tcp = TcpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
        let https = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            // Plain HTTP is for emulators. Which addresses a call may go to is checked before it
            // comes here, where the address enters.
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE_TIMEOUT)
            .build(https);
        Self(client)
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let request = match request.try_into_http1x() {
            Ok(request) => request,
            Err(error) => {
                return HttpConnectorFuture::ready(Err(ConnectorError::user(error.into())));
            }
        };
        let response = timeout(HEAD_TIMEOUT, self.0.request(request));
        HttpConnectorFuture::new(async {
            let response = response
                .await
                .map_err(|elapsed| ConnectorError::timeout(elapsed.into()))?
                // Refused, reset, broken off, no TLS: worth another attempt, each of them.
                .map_err(|error| ConnectorError::io(error.into()))?;
            HttpResponse::try_from(response.map(SdkBody::from_body_1_x))
                .map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}
