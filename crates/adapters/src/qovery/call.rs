//! One call of Qovery's API: its request, and the reading of its answer.

use domain::{
    port_error::{PortError, Retry},
    qovery::{Access, NewValues},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use serde::de::IgnoredAny;

use super::{
    errors,
    form::FormError,
    pause,
    results::{Fold, Results},
};
use crate::{
    Adapters,
    http::{HttpRequest, HttpResponse},
    retry::retry,
};

/// Firewalls block a call without one.
const USER_AGENT: &str = concat!("qovery-aws-connect/", env!("CARGO_PKG_VERSION"));
/// The most bytes of an answer that is about one thing.
const ONE_LIMIT: usize = 64 << 10;
/// Qovery's ids are opaque; whatever they hold, one stays one segment of a path.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// One call of the API.
pub(super) struct QoveryCall<'a> {
    /// Method and path, with `{id}` for the organization's id and for the one after it.
    pub(super) operation: &'static str,
    pub(super) at: &'a Access,
    id: Option<&'a str>,
    body: String,
    /// The secret in the body.
    secret: Option<&'a SecretString>,
}

impl<'a> QoveryCall<'a> {
    pub(super) fn new(operation: &'static str, at: &'a Access) -> Self {
        Self {
            operation,
            at,
            id: None,
            body: String::new(),
            secret: None,
        }
    }

    /// The same about one thing of the organization.
    pub(super) fn id(self, id: &'a str) -> Self {
        Self {
            id: Some(id),
            ..self
        }
    }

    /// The same with JSON that holds those values.
    pub(super) fn body(self, json: String, values: &'a NewValues) -> Self {
        Self {
            body: json,
            secret: values.secret(),
            ..self
        }
    }

    /// Whether one thing of the organization is meant, not the organization.
    pub(super) fn is_by_id(&self) -> bool {
        self.id.is_some()
    }

    /// The id of the thing or organization that the call is about.
    pub(super) fn resource(&self) -> &str {
        self.id.unwrap_or(self.at.organization.as_str())
    }

    /// Whether the call changes something.
    pub(super) fn is_write(&self) -> bool {
        self.method() != "GET"
    }

    fn method(&self) -> &'static str {
        self.operation.split(' ').next().unwrap_or_default()
    }

    fn url(&self) -> String {
        let template = &self.operation[self.method().len()..];
        let ids = [Some(self.at.organization.as_str()), self.id];
        let path = ids.into_iter().flatten();
        let path = path.fold(template.trim().to_owned(), |path, id| {
            let segment = utf8_percent_encode(id, SEGMENT).to_string();
            path.replacen("{id}", &segment, 1)
        });
        format!("{}{path}", self.at.url)
    }
}

impl Adapters {
    /// Sends the call once. Everything but a 2xx is an error.
    async fn send_to_qovery(&self, call: &QoveryCall<'_>) -> Result<HttpResponse, PortError> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the token goes into its header, and both are kept out of errors"
        )]
        let (token, secret) = (
            call.at.token.0.expose_secret(),
            call.secret.map(ExposeSecret::expose_secret),
        );
        let authorization = format!("Token {token}");
        let mut headers = vec![
            ("authorization", authorization.as_str()),
            ("accept", "application/json"),
            ("user-agent", USER_AGENT),
        ];
        if !call.body.is_empty() {
            headers.push(("content-type", "application/json"));
        }
        let request = HttpRequest {
            method: call.method(),
            url: &call.url(),
            headers: &headers,
            body: call.body.clone(),
        };
        let response = self.http.send(request).await;
        let response = response.map_err(|error| errors::no_answer(call, error))?;
        if let Some(quota) = pause::quota(|name| response.header(name)) {
            self.note_quota(quota);
        }
        if response.is_success() {
            return Ok(response);
        }
        let secrets: Vec<&str> = secret.into_iter().chain([token]).collect();
        Err(errors::refusal(call, response, &secrets).await)
    }

    /// Reads `{"results": […]}` entry by entry; nothing is kept but what the fold keeps.
    pub(super) async fn list<F: Fold + Default>(
        &self,
        operation: &'static str,
        at: &Access,
    ) -> Result<F, PortError> {
        let call = QoveryCall::new(operation, at);
        let once = || async {
            let mut fold = F::default();
            self.fold_results(&call, &mut fold).await?;
            Ok(fold)
        };
        retry(PortError::retry, once).await
    }

    /// Compiled once for all lists.
    async fn fold_results(
        &self,
        call: &QoveryCall<'_>,
        fold: &mut dyn Fold,
    ) -> Result<(), PortError> {
        let mut body = self.send_to_qovery(call).await?.body;
        let mut results = Results::new(fold);
        while let Some(piece) = body
            .next()
            .await
            .map_err(|error| errors::no_answer(call, error))?
        {
            results
                .read(piece.as_ref())
                .map_err(|error| errors::not_as_published(call, error))?;
        }
        let ended = results.end();
        ended
            .map(drop)
            .map_err(|error| errors::not_as_published(call, error))
    }

    /// Makes the call, again where that is worth it, and reads its answer about one thing.
    pub(super) async fn ask<T>(
        &self,
        call: &QoveryCall<'_>,
        is_worth_it: fn(&PortError) -> Retry,
        read: fn(&[u8]) -> Result<T, FormError>,
    ) -> Result<T, PortError> {
        let once = || async {
            let body = self.send_to_qovery(call).await?.body;
            let body = body.read_all(ONE_LIMIT).await;
            let body = body.map_err(|error| errors::no_answer(call, error))?;
            read(&body).map_err(|error| errors::not_as_published(call, error))
        };
        retry(is_worth_it, once).await
    }
}

/// Reads an answer without content of interest. A body that is not JSON is not Qovery's.
pub(super) fn nothing(body: &[u8]) -> Result<(), FormError> {
    if body.is_empty() {
        return Ok(());
    }
    let read = serde_json::from_slice::<IgnoredAny>(body);
    read.map(drop).map_err(FormError::from)
}
