//! What comes out: a verdict with its reasons, never a bare bool.

mod cause;
pub(crate) mod explain;
mod fix;
mod near_miss;
pub(crate) mod others;
mod reason;
mod render;

use serde::Serialize;

pub use self::{fix::suggested_statements, render::render};
use super::{evaluate::audience::Audience, truth::Truth};
use crate::{
    aws::arn::RoleArn,
    finding::{Code, Finding},
};

/// What the trust policy allows, and why that is not enough where it is not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrustVerdict {
    /// The answer in one word.
    pub verdict: Verdict,
    /// Can each expected principal call `sts:AssumeRole`?
    pub can_assume: CanAssume,
    /// Can anyone outside the expected accounts assume the role, by any of the calls that do?
    pub others_can_assume: bool,
    /// Is that set of callers unbounded?
    pub public: bool,
    /// How well the expected external id is required; `None` where none is expected.
    pub external_id_enforced: Option<ExternalIdEnforcement>,
    /// One for each cause.
    pub findings: Vec<Finding>,
}

impl TrustVerdict {
    /// Whether the expected principals can assume the role, and no others.
    #[must_use]
    pub fn is_trusted(&self) -> bool {
        self.verdict == Verdict::Trusted
    }

    /// A policy, evaluated.
    pub(crate) fn new(
        can_assume: Truth,
        audience: &Audience,
        external_id_enforced: Option<ExternalIdEnforcement>,
        findings: Vec<Finding>,
    ) -> Self {
        let mut verdict = Self {
            verdict: Verdict::Untrusted,
            can_assume: can_assume.into(),
            others_can_assume: audience.has_others(),
            public: audience.is_public(),
            external_id_enforced,
            findings,
        };
        if verdict.is_as_expected() {
            verdict.verdict = Verdict::Trusted;
        }
        verdict
    }

    fn is_as_expected(&self) -> bool {
        self.can_assume == CanAssume::Yes
            && !self.others_can_assume
            && !self.public
            && matches!(
                self.external_id_enforced,
                None | Some(ExternalIdEnforcement::Exact)
            )
            && self.findings.is_empty()
    }

    /// IAM rejects this document, so no expected principal can assume the role. The verdict still
    /// reports who could assume it if IAM accepted the document.
    pub(crate) fn invalid(audience: &Audience, findings: Vec<Finding>) -> Self {
        Self {
            verdict: Verdict::Invalid,
            can_assume: CanAssume::No,
            others_can_assume: audience.has_others(),
            public: audience.is_public(),
            external_id_enforced: None,
            findings,
        }
    }

    /// Counts everything as open, because nothing was proven.
    pub(crate) fn give_up(&mut self) {
        if self.verdict == Verdict::Trusted {
            self.verdict = Verdict::Untrusted;
        }
        if self.can_assume == CanAssume::Yes {
            self.can_assume = CanAssume::Depends;
        }
        self.others_can_assume = true;
        self.public = true;
        let message = "the policy takes too much work to decide".to_owned();
        self.findings
            .push(explain::finding(Code::TooComplex, None, message));
    }

    /// Starts every hint with the name of the role.
    pub(crate) fn name_role(&mut self, role: &RoleArn) {
        for finding in &mut self.findings {
            finding.hint = format!("role `{}`: {}", role.name(), finding.hint);
        }
    }
}

/// The answer in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Every expected principal can assume the role, no other can, and the external id is required.
    Trusted,
    /// A policy, but not one to rely on; the findings say why.
    Untrusted,
    /// No policy, or one that IAM would reject.
    Invalid,
}

/// Whether the expected principals can assume the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CanAssume {
    /// Each of them, whatever else the request carries.
    Yes,
    /// At least one of them cannot.
    No,
    /// It depends on something that cannot be known beforehand.
    Depends,
}

impl From<Truth> for CanAssume {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::True => Self::Yes,
            Truth::False => Self::No,
            Truth::Unknown => Self::Depends,
        }
    }
}

/// How well the expected external id is required, from worst to best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ExternalIdEnforcement {
    /// A call without one passes.
    No,
    /// Other ids pass too.
    Loose,
    /// Only this id passes.
    Exact,
}
