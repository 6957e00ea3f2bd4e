//! Rejections, each with its place in the document.

use crate::{
    finding::{Code, Finding},
    trust::policy::json::Json,
};

/// What is wrong so far, and where the parser is.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    findings: Vec<Finding>,
    statement: Option<usize>,
    sid: Option<String>,
}

impl Faults {
    pub(super) fn enter(&mut self, statement: usize, sid: Option<String>) {
        self.statement = Some(statement);
        self.sid = sid;
    }

    pub(super) fn leave(&mut self) {
        self.statement = None;
        self.sid = None;
    }

    pub(super) fn add(&mut self, code: Code, message: String) {
        self.findings.push(Finding {
            statement: self.statement,
            sid: self.sid.clone(),
            ..Finding::new(code, message)
        });
    }

    pub(super) fn wrong_type(&mut self, element: &str, wanted: &str, found: &Json) {
        let message = format!("`{element}` is {}, not {wanted}", found.kind());
        self.add(Code::WrongType, message);
    }

    /// A text or a list of texts; otherwise a fault.
    pub(super) fn texts(&mut self, element: &str, json: Json) -> Option<Vec<String>> {
        let mut texts = Vec::new();
        for item in json.into_items() {
            match item {
                Json::Text(text) => texts.push(text),
                other => {
                    self.wrong_type(element, "a string or a list of strings", &other);
                    return None;
                }
            }
        }
        Some(texts)
    }

    pub(super) fn unknown_element(&mut self, name: &str) {
        self.add(
            Code::UnknownElement,
            format!("a trust policy has no element `{name}`"),
        );
    }

    pub(super) fn count(&self) -> usize {
        self.findings.len()
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}
