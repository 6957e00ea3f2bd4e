//! One question, and one of three answers.

use serde::Serialize;

use super::Unknown;
use crate::finding::{Code, Finding};

/// A check of the report, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckName {
    /// Is the stack at rest, and protected while clusters depend on it?
    Stack,
    /// Does the role's trust policy admit the expected principals, and no others?
    TrustPolicy,
    /// Does it, or the user, have the permissions that Qovery needs?
    Permissions,
    /// Does Qovery accept the API token?
    ApiToken,
    /// Does Qovery have the stack's credentials, with the stack's values?
    Credentials,
    /// Are the clusters that use them well?
    Clusters,
    /// Are all credentials of the organization in use?
    OtherCredentials,
    /// Does the secret rotate, and in time?
    Rotation,
    /// Is the key active, not too old, and are all keys of the user this stack's?
    Keys,
    /// Do superseded keys, roles and users go?
    Retirement,
}

/// The outcome of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// All was seen, and all is as it should be.
    Ok,
    /// Something is not.
    Finding,
    /// Nothing is wrong as far as could be seen, and not all could.
    Unknown,
}

/// A check with its outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Its name.
    pub name: CheckName,
    /// Its outcome.
    pub outcome: Outcome,
    /// What is wrong.
    pub findings: Vec<Found>,
    /// What could not be seen, and why.
    pub unknown: Vec<String>,
}

/// A finding and what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// An ARN, an id or a name. Code and subject together identify a finding.
    pub subject: String,
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
}

impl Found {
    /// A finding with the hint of its code.
    pub(crate) fn new(code: Code, subject: impl Into<String>, message: String) -> Self {
        Self::of(subject, Finding::new(code, message))
    }

    /// A finding of another decision, about that subject.
    pub(crate) fn of(subject: impl Into<String>, finding: Finding) -> Self {
        Self {
            subject: subject.into(),
            finding,
        }
    }
}

impl Check {
    /// A check that has found nothing yet.
    pub(crate) fn new(name: CheckName) -> Self {
        Self {
            name,
            outcome: Outcome::Ok,
            findings: Vec::new(),
            unknown: Vec::new(),
        }
    }

    /// With one more finding.
    pub(crate) fn find(&mut self, found: Found) {
        self.findings.push(found);
        self.outcome = Outcome::Finding;
    }

    /// With one more thing that could not be seen.
    pub(crate) fn miss(&mut self, why: impl Into<String>) {
        let why = why.into();
        if !self.unknown.contains(&why) {
            self.unknown.push(why);
        }
        if self.outcome == Outcome::Ok {
            self.outcome = Outcome::Unknown;
        }
    }

    /// What was seen; what was not is missed.
    pub(crate) fn seen<'a, T>(&mut self, known: &'a Result<T, Unknown>) -> Option<&'a T> {
        known
            .as_ref()
            .map_err(|unknown| self.miss(&unknown.cause))
            .ok()
    }
}
