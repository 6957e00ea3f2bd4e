//! Rejections, each with its place in the document.

use crate::{
    finding::Finding,
    trust::{codes, json::Json},
};

/// What is wrong so far, and where the parser is.
#[derive(Debug, Default)]
pub(in crate::trust) struct Faults {
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

    pub(super) fn add(&mut self, code: &'static str, message: String) {
        self.findings.push(Finding {
            code,
            statement: self.statement,
            sid: self.sid.clone(),
            message,
            hint: codes::hint(code).to_owned(),
        });
    }

    pub(super) fn wrong_type(&mut self, element: &str, wanted: &str, found: &Json) {
        let message = format!("`{element}` is {}, not {wanted}", found.kind());
        self.add("wrong-type", message);
    }

    pub(super) fn unknown_element(&mut self, name: &str) {
        self.add(
            "unknown-element",
            format!("`{name}` is no element of a trust policy"),
        );
    }

    pub(super) fn count(&self) -> usize {
        self.findings.len()
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}
