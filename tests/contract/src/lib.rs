//! What Qovery publishes of its API, as a judge of requests and answers.
//!
//! The facts that we rely on stand in `tests/contract/qovery.yaml`. Every request that the stand-in
//! records, and every answer that it gives, can be held against them. The published document is not
//! part of this project: where `QOVERY_OPENAPI` names a copy, [`Contract::differences`] compares.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use document::{Call, Document};
use support::qovery::RecordedRequest;

pub use audit::audit;

mod audit;
mod difference;
mod document;
mod judge;
mod schema;

/// Names a copy of the published document.
const SPECIFICATION: &str = "QOVERY_OPENAPI";
const OURS: &str = include_str!("../qovery.yaml");

/// The calls of a document.
#[derive(Debug)]
pub struct Contract {
    calls: Vec<Call>,
    token: Value,
}

/// One difference between a request or its answer and what is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// What differs.
    pub part: Part,
    /// The method and the path of the request.
    pub call: String,
    /// Where and how, without the value: it may be a secret.
    pub message: String,
}

/// What a violation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The request is not one that Qovery describes.
    Request,
    /// The call has no such status: Qovery leaves open what it means.
    Status,
    /// The answer is not the one that Qovery describes for its status.
    Answer,
}

impl Contract {
    /// The facts that this project relies on.
    ///
    /// # Panics
    ///
    /// If the document of this project cannot be read: every test then says why.
    #[expect(clippy::expect_used, reason = "a test without its judge has failed")]
    pub fn ours() -> &'static Self {
        static CONTRACT: OnceLock<Contract> = OnceLock::new();
        CONTRACT.get_or_init(|| Self::read(OURS).expect("tests/contract/qovery.yaml is readable"))
    }

    /// Every call of an OpenAPI document, as YAML or JSON.
    pub fn read(text: &str) -> Result<Self> {
        let document = Document::parse(text)?;
        let names = document.names();
        let calls = names.map(|(method, path)| {
            let call = document.call(method, path);
            let call = call.with_context(|| format!("read {method} {path}"))?;
            call.context("a name without a call")
        });
        let calls = calls.collect::<Result<Vec<_>>>()?;
        ensure!(!calls.is_empty(), "the document describes no call");
        Ok(Self {
            calls,
            token: document.token(),
        })
    }

    /// Where these calls are not what another document publishes, which may have other calls, too.
    pub fn differences(&self, published: &str) -> Result<Vec<String>> {
        let published = Document::parse(published)?;
        let mut found = Vec::new();
        for call in &self.calls {
            let name = format!("{} {}", call.method, call.path);
            let theirs = published.call(&call.method.to_lowercase(), &call.path);
            let theirs = theirs.with_context(|| format!("read the published {name}"))?;
            let (ours, theirs) = (serde_json::to_value(call)?, serde_json::to_value(theirs)?);
            let differences = difference::between(&ours, &theirs).into_iter();
            found.extend(differences.map(|difference| format!("{name}: {difference}")));
        }
        let token = difference::between(&self.token, &published.token()).into_iter();
        found.extend(token.map(|difference| format!("token: {difference}")));
        Ok(found)
    }

    /// What is wrong with these requests and their answers, in their order.
    #[must_use]
    pub fn judge(&self, requests: &[RecordedRequest]) -> Vec<Violation> {
        let each = requests.iter();
        each.flat_map(|request| judge::request(&self.calls, request))
            .collect()
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.call, self.message)
    }
}

/// The published document; `None` when `QOVERY_OPENAPI` does not name one.
pub fn published() -> Result<Option<String>> {
    specification()
        .map(|path| read_published(&path))
        .transpose()
}

fn read_published(path: &Path) -> Result<String> {
    let text = fs::read_to_string(path);
    text.with_context(|| format!("read {}, which {SPECIFICATION} names", path.display()))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads where the document is"
)]
fn specification() -> Option<PathBuf> {
    std::env::var_os(SPECIFICATION)
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_that_is_not_there_is_an_error_and_no_silent_pass() {
        let error = read_published(Path::new("/nowhere/openapi.yaml")).unwrap_err();
        assert!(
            error.to_string().contains("/nowhere/openapi.yaml"),
            "{error}"
        );
    }
}
