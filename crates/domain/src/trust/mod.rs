//! The trust verdict: who a role's trust policy lets in, as AWS evaluates it.
//!
//! Source: IAM user guide, "Policy evaluation logic", "Condition operators", "The confused deputy
//! problem". What cannot be proven safe counts as unsafe.
//!
//! `policy` reads the document, `evaluate` decides about one caller or a set of callers in three
//! values, `verdict` puts the answers together and explains them.

mod evaluate;
mod expected;
mod policy;
mod principal;
mod truth;
mod verdict;

pub use expected::{Expectation, ExpectedTrust, ExternalId, ExternalIdError};
pub use principal::{PrincipalError, TrustedPrincipal};
pub use verdict::{
    CanAssume, ExternalIdEnforcement, TrustVerdict, Verdict, render, suggested_statements,
};

use evaluate::{
    Evaluation,
    audience::{Audience, NamedAccounts},
    caller::Caller,
    external_id,
};
use truth::Truth;
use verdict::{explain, others};

use crate::finding::{Code, Finding};

/// Evaluates a trust policy, percent-encoded as `GetRole` returns it or as plain JSON: who can
/// assume the role?
///
/// Never fails: a document that is no policy has a verdict, too: [`Verdict::Invalid`].
#[must_use]
pub fn evaluate<'a>(document: &str, expected: impl Into<Expectation<'a>>) -> TrustVerdict {
    let expected = expected.into();
    let (policy, faults) = policy::parse(document);
    let evaluation = Evaluation::new(&policy, expected);
    let accounts = NamedAccounts::of_policy(&policy, evaluation.home.account);
    let audience = Audience::of(&evaluation, expected, &accounts);
    let mut verdict = if faults.is_empty() {
        decide(&evaluation, &audience, expected)
    } else {
        TrustVerdict::invalid(&audience, faults)
    };
    if !evaluation.is_complete() {
        verdict.give_up();
    }
    if let Some(role) = expected.role {
        verdict.name_role(role);
    }
    verdict
}

fn decide<'a>(
    evaluation: &'a Evaluation<'a>,
    audience: &Audience,
    expected: Expectation<'a>,
) -> TrustVerdict {
    let (can_assume, mut findings) = can_assume(evaluation, audience.is_public(), expected);
    let (external_id_enforced, loose) = match can_assume {
        // No call with the id is allowed, so there is nothing that it could be required for.
        Truth::False => (None, Vec::new()),
        _ => external_id_enforced(evaluation, expected),
    };
    findings.extend(loose);
    findings.extend(others::findings_on_others(audience, expected));
    TrustVerdict::new(can_assume, audience, external_id_enforced, findings)
}

/// The worst answer over all expected principals, with a finding for each cause that keeps one
/// from being yes.
fn can_assume<'a>(
    evaluation: &'a Evaluation<'a>,
    is_public: bool,
    expected: Expectation<'a>,
) -> (Truth, Vec<Finding>) {
    if expected.principals.is_empty() {
        let message = "no principal is expected to assume the role".to_owned();
        let finding = explain::finding(Code::NoExpectedPrincipal, None, message);
        return (Truth::False, vec![finding]);
    }
    let mut findings = Vec::new();
    let mut worst = Truth::True;
    for principal in expected.principals {
        let (answer, causes) = one_can_assume(evaluation, is_public, principal, expected);
        worst = worst.and(answer);
        findings.extend(causes);
    }
    (worst, findings)
}

fn one_can_assume<'a>(
    evaluation: &'a Evaluation<'a>,
    is_public: bool,
    principal: &'a TrustedPrincipal,
    expected: Expectation<'a>,
) -> (Truth, Vec<Finding>) {
    if evaluation.home.meets(principal) == Truth::False {
        let message = format!("`{principal}` is in another partition than the role");
        let finding = explain::finding(Code::OtherPartition, None, message);
        return (Truth::False, vec![finding]);
    }
    let caller = Caller::expected(principal, expected.external_id.map(ExternalId::as_str));
    let request = evaluation.request(caller);
    let answer = match request.is_let_in() {
        // Open to everyone but a few: the third party's account is not taken for these. The
        // verdict is untrusted either way.
        Truth::Unknown if is_public && principal.is_account() => {
            evaluation.request(caller).ordinary().is_let_in()
        }
        answer => answer,
    };
    let causes = match answer {
        Truth::True => Vec::new(),
        answer => explain::causes(&request, principal, answer, expected),
    };
    (answer, causes)
}

/// How strictly the external id is required: the least over all expected principals.
fn external_id_enforced<'a>(
    evaluation: &'a Evaluation<'a>,
    expected: Expectation<'a>,
) -> (Option<ExternalIdEnforcement>, Vec<Finding>) {
    let Some(id) = expected.external_id else {
        return (None, Vec::new());
    };
    let mut findings = Vec::new();
    let mut worst = ExternalIdEnforcement::Exact;
    for principal in expected.principals {
        let (enforcement, doors) = external_id::enforcement(evaluation, principal, id);
        worst = worst.min(enforcement);
        findings.extend(others::findings_on_external_id(
            enforcement,
            &doors,
            principal,
        ));
    }
    (Some(worst), findings)
}
