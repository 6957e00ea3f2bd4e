//! A client without manners or memory, and what the tests ask with it.

#![expect(clippy::expect_used, reason = "a test that cannot ask has failed")]

use std::time::Duration;

use serde_json::Value;
use support::qovery::Qovery;
use ureq::http::{HeaderMap, Request};

pub(crate) use support::ORGANIZATION;

pub(crate) const TOKEN: &str = "qov_marked-token";
pub(crate) const ROLE_ARN: &str = "arn:aws:iam::123456789012:role/qovery-role";
pub(crate) const UNKNOWN: &str = "99999999-9999-4999-8999-999999999999";

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).expect("the answer is JSON")
    }

    pub(crate) fn detail(&self) -> String {
        self.json()["detail"]
            .as_str()
            .expect("the answer has a detail")
            .to_owned()
    }

    pub(crate) fn id(&self) -> String {
        self.json()["id"]
            .as_str()
            .expect("the answer has an id")
            .to_owned()
    }
}

/// Sends what it is told, and fails on nothing but the connection.
pub(crate) struct Client {
    base: String,
    authorization: Option<String>,
    agent: ureq::Agent,
}

impl Client {
    pub(crate) fn new(base: &str) -> Self {
        Self {
            base: base.to_owned(),
            authorization: Some(format!("Token {TOKEN}")),
            agent: agent(Duration::from_secs(20)),
        }
    }

    pub(crate) fn patient_for(self, timeout: Duration) -> Self {
        Self {
            agent: agent(timeout),
            ..self
        }
    }

    pub(crate) fn authorized(self, authorization: Option<&str>) -> Self {
        Self {
            authorization: authorization.map(str::to_owned),
            ..self
        }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.attempt("GET", path, None).expect("an answer comes")
    }

    pub(crate) fn delete(&self, path: &str) -> Answer {
        self.attempt("DELETE", path, None).expect("an answer comes")
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.attempt("POST", path, Some(&body.to_string()))
            .expect("an answer comes")
    }

    /// A `POST` without a body, as a deployment takes it.
    pub(crate) fn order(&self, path: &str) -> Answer {
        self.attempt("POST", path, None).expect("an answer comes")
    }

    pub(crate) fn put(&self, path: &str, body: &Value) -> Answer {
        self.attempt("PUT", path, Some(&body.to_string()))
            .expect("an answer comes")
    }

    pub(crate) fn attempt(
        &self,
        method: &str,
        path: &str,
        body: Option<&str>,
    ) -> Result<Answer, ureq::Error> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base));
        if let Some(authorization) = &self.authorization {
            request = request.header("authorization", authorization);
        }
        let response = match body {
            None => self
                .agent
                .run(request.body(()).expect("the request is well-formed"))?,
            Some(body) => {
                let request = request.header("content-type", "application/json");
                self.agent
                    .run(request.body(body).expect("the request is well-formed"))?
            }
        };
        let (head, mut body) = response.into_parts();
        let text = body.read_to_string()?;
        Ok(Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            text,
        })
    }
}

fn agent(timeout: Duration) -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(timeout));
    config.build().into()
}

/// A stand-in with one organization, and a client of it.
pub(crate) fn start() -> (Qovery, Client) {
    let qovery = Qovery::start().expect("a port of 127.0.0.1 is free");
    qovery.organization(ORGANIZATION, TOKEN);
    let client = Client::new(&qovery.url());
    (qovery, client)
}

/// A path below the organization.
pub(crate) fn path(rest: &str) -> String {
    format!("/organization/{ORGANIZATION}{rest}")
}

pub(crate) fn role_request(name: &str) -> Value {
    serde_json::json!({ "type": "AWS_ROLE", "name": name, "role_arn": ROLE_ARN })
}

pub(crate) fn key_request(access_key_id: &str) -> Value {
    serde_json::json!({
        "type": "AWS_STATIC",
        "name": "aws",
        "access_key_id": access_key_id,
        "secret_access_key": SECRET,
    })
}

pub(crate) const SECRET: &str = "marked/secret+key";
