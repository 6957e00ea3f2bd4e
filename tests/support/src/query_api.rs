//! AWS's Query API, for reading only: a call takes a millisecond where the CLI takes half a
//! second, so a stack can be watched closely.

use std::time::Duration;

use anyhow::{Context, Result};

use crate::aws::{AwsError, REGION};

/// The API of one account's CloudFormation.
#[derive(Debug, Clone)]
pub(crate) struct QueryApi {
    endpoint: String,
    authorization: String,
}

impl QueryApi {
    pub(crate) fn new(endpoint: &str, account: &str) -> Self {
        Self {
            endpoint: endpoint.to_owned(),
            authorization: authorization(account, "cloudformation"),
        }
    }

    /// Calls an operation and gives the XML that it answers.
    pub(crate) fn call(&self, action: &str, stack: &str) -> Result<String, AwsError> {
        self.page(action, stack, "")
    }

    /// Ours, not AWS's: see `age` in `tests/emulator`.
    pub(crate) fn age(&self, by: Duration) -> Result<()> {
        let url = format!("{}/_qovery/age?seconds={}", self.endpoint, by.as_secs());
        let aged = ureq::post(url).header("authorization", &self.authorization);
        aged.send_empty().context("let time go by")?;
        Ok(())
    }

    /// One page of an answer: the first one without a token.
    pub(crate) fn page(&self, action: &str, stack: &str, token: &str) -> Result<String, AwsError> {
        let mut form = vec![
            ("Action", action),
            ("Version", "2010-05-15"),
            ("StackName", stack),
        ];
        if !token.is_empty() {
            form.push(("NextToken", token));
        }
        let failed =
            |error: ureq::Error| AwsError::of(&["cloudformation", action], &error.to_string());
        ureq::post(&self.endpoint)
            .header("authorization", &self.authorization)
            .send_form(form)
            .and_then(|mut answer| answer.body_mut().read_to_string())
            .map_err(failed)
    }
}

/// The header of a call by an account's root. The signature is made up: the emulator does not check
/// a root's.
pub(crate) fn authorization(account: &str, service: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential={account}/20200101/{REGION}/{service}/aws4_request, \
         SignedHeaders=host, Signature=unchecked"
    )
}

/// The bodies of the elements of this name, outermost first, not looking into them.
pub(crate) fn elements<'xml>(xml: &'xml str, name: &str) -> Vec<&'xml str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let bodies = xml.split(&open as &str).skip(1);
    bodies
        .filter_map(|rest| rest.split_once(&close as &str))
        .map(|(body, _)| body)
        .collect()
}

/// The text of the first element of this name; empty when there is none.
pub(crate) fn text(xml: &str, name: &str) -> String {
    let body = elements(xml, name).first().copied().unwrap_or_default();
    let plain = body
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"");
    plain
        .replace("&apos;", "'")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
}
