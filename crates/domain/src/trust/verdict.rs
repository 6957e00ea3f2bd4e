//! What comes out: a verdict with its reasons, never a bare bool.

use serde::Serialize;

use super::ExpectedTrust;
use crate::finding::Finding;

/// What the trust policy allows, and why that is not enough where it is not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrustVerdict {
    /// The answer in one word.
    pub verdict: Verdict,
    /// Can each expected principal call `sts:AssumeRole`?
    pub can_assume: CanAssume,
    /// Can anyone outside the expected accounts get in, through any way of assuming a role?
    pub others_can_assume: bool,
    /// Is that set of callers unbounded?
    pub public: bool,
    /// How well the expected external id is required; `None` where none is expected.
    pub external_id_enforced: Option<ExternalIdEnforcement>,
    /// One for each cause.
    pub findings: Vec<Finding>,
}

impl TrustVerdict {
    /// Whether the policy lets in whom it should, and nobody else.
    #[must_use]
    pub fn is_trusted(&self) -> bool {
        self.verdict == Verdict::Trusted
    }

    /// A document that IAM would not accept lets nobody in.
    pub(super) fn invalid(expected: &ExpectedTrust, findings: Vec<Finding>) -> Self {
        Self {
            verdict: Verdict::Invalid,
            can_assume: CanAssume::No,
            others_can_assume: false,
            public: false,
            external_id_enforced: expected
                .external_id
                .as_ref()
                .map(|_| ExternalIdEnforcement::No),
            findings,
        }
    }
}

/// The answer in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Everyone expected gets in, nobody else does, and the external id is required.
    Trusted,
    /// A policy, but not one to rely on; the findings say why.
    Untrusted,
    /// No policy, or one that IAM would reject.
    Invalid,
}

/// Whether the expected principals get in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CanAssume {
    /// Each of them, whatever else the request carries.
    Yes,
    /// At least one of them cannot.
    No,
    /// It hangs on something that cannot be known beforehand.
    Depends,
}

/// How well the expected external id is required.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ExternalIdEnforcement {
    /// Only this id passes.
    Exact,
    /// Other ids pass too.
    Loose,
    /// A call without one passes.
    No,
}
