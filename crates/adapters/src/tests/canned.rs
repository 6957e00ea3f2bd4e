//! Every outside system as a function from request to answer. What was sent is kept.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use aws_credential_types::Credentials;
use aws_smithy_runtime_api::{
    client::{
        http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector},
        orchestrator::{HttpRequest, HttpResponse},
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;

use crate::{Adapters, aws::AwsEnvironment, http::Http};

/// A request as it went out.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Asked {
    fn new(request: &HttpRequest) -> Self {
        let headers = request.headers().iter();
        let body = request.body().bytes().unwrap_or_default();
        Self {
            method: request.method().to_owned(),
            url: request.uri().to_owned(),
            headers: headers.map(|(n, v)| (n.to_owned(), v.to_owned())).collect(),
            body: String::from_utf8_lossy(body).into_owned(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// `iam.amazonaws.com`
    pub(crate) fn host(&self) -> &str {
        self.url.split('/').nth(2).unwrap_or_default()
    }

    /// A field of an AWS query, percent-encoded as it was sent.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        let fields = self
            .body
            .split('&')
            .filter_map(|field| field.split_once('='));
        let mut values = fields.filter(|(key, _)| *key == name);
        values.next().map(|(_, value)| value)
    }

    /// `iam:GetRole`, as an IAM policy names what was called.
    pub(crate) fn operation(&self) -> String {
        let service = self.host().split('.').next().unwrap_or_default();
        let target = self.header("x-amz-target");
        let target = target.and_then(|target| target.split('.').nth(1));
        let action = self.field("Action").or(target).unwrap_or_default();
        format!("{service}:{action}")
    }
}

/// An answer as it comes back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn new(status: u16, body: impl Into<String>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into(),
        }
    }

    /// The same with one more header.
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// An AWS query API's result.
    pub(crate) fn xml(action: &str, result: &str) -> Self {
        Self::new(
            200,
            format!(
                "<{action}Response><{action}Result>{result}</{action}Result></{action}Response>"
            ),
        )
    }

    /// An AWS query API's error.
    pub(crate) fn xml_error(status: u16, code: &str, message: &str) -> Self {
        Self::new(
            status,
            format!(
                "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
            ),
        )
    }

    /// Secrets Manager's error.
    pub(crate) fn json_error(code: &str, message: &str) -> Self {
        Self::new(
            400,
            format!(r#"{{"__type":"{code}","Message":"{message}"}}"#),
        )
    }
}

/// Answers with a function, and keeps what was asked.
#[derive(Clone)]
pub(crate) struct Canned {
    answer: Arc<dyn Fn(&Asked) -> Answer + Send + Sync>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Canned {
    pub(crate) fn new(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        Self {
            answer: Arc::new(answer),
            asked: Arc::default(),
        }
    }

    /// The same answers one after the other; the last one stays.
    pub(crate) fn in_turn(answers: &[fn() -> Answer]) -> Self {
        let answers = answers.to_vec();
        let asked = Arc::<Mutex<Vec<Asked>>>::default();
        let count = Arc::clone(&asked);
        Self {
            answer: Arc::new(move |_| {
                let before = count.lock().unwrap_or_else(PoisonError::into_inner).len() - 1;
                answers[before.min(answers.len() - 1)]()
            }),
            asked,
        }
    }

    /// The adapters with nothing but this to talk to.
    pub(crate) fn adapters(&self) -> Adapters {
        let environment = AwsEnvironment {
            region: "eu-west-3".to_owned(),
            credentials: Credentials::new("AKIAFUNCTION", "secret", None, None, "test"),
            endpoint_url: None,
            ca_bundle: None,
        };
        let http = Http::over(SharedHttpConnector::new(self.clone()));
        Adapters::over(http, environment)
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.clone()
    }

    pub(crate) fn operations(&self) -> Vec<String> {
        self.asked().iter().map(Asked::operation).collect()
    }
}

impl HttpConnector for Canned {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let asked = Asked::new(&request);
        let log = &mut *self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        log.push(asked.clone());
        HttpConnectorFuture::new({
            let answer = Arc::clone(&self.answer);
            async move { Ok(response(answer(&asked))) }
        })
    }
}

fn response(answer: Answer) -> HttpResponse {
    let status = StatusCode::try_from(answer.status).expect("a status");
    let mut response = HttpResponse::new(status, SdkBody::from(answer.body));
    for (name, value) in answer.headers {
        response.headers_mut().insert(name, value);
    }
    response
}

impl fmt::Debug for Canned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Canned")
    }
}
