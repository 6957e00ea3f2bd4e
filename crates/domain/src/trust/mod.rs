//! The trust verdict: who a role's trust policy lets in, as AWS evaluates it.
//!
//! Source: IAM user guide, "Policy evaluation logic", "Condition operators", "The confused deputy
//! problem". What cannot be proven safe counts as unsafe.

mod audience;
mod bounds;
mod caller;
mod codes;
mod condition;
mod date;
mod evaluate;
mod expected;
mod explain;
mod external_id;
mod glob;
mod json;
mod key;
mod knowledge;
mod mend;
mod network;
mod openings;
mod operator;
mod overlap;
mod parse;
mod policy;
mod principal;
mod render;
mod request;
mod truth;
mod verdict;

use audience::{Audience, Outsiders, named_accounts};
use caller::Caller;
pub use codes::CODES;
use evaluate::Evaluation;
pub use expected::{ExpectedTrust, ExternalId, ExternalIdError};
pub use mend::mended_statement;
pub use principal::{PrincipalError, TrustedPrincipal};
pub use render::render;
use truth::Truth;
pub use verdict::{CanAssume, ExternalIdEnforcement, TrustVerdict, Verdict};

use crate::finding::Finding;

/// Reads a trust policy, as `GetRole` gives it or as plain JSON, and says whom it lets in.
///
/// Never fails: what is no policy is a verdict too, [`Verdict::Invalid`].
#[must_use]
pub fn evaluate(document: &str, expected: &ExpectedTrust) -> TrustVerdict {
    let (policy, faults) = parse::parse(document);
    let evaluation = Evaluation::new(&policy, &expected.role);
    let accounts = named_accounts(&policy, expected);
    let outsiders = Outsiders::of(&policy, expected, &accounts);
    let audience = outsiders.let_in_by(&evaluation);
    let mut verdict = if faults.is_empty() {
        decide(&evaluation, &audience, expected)
    } else {
        TrustVerdict::invalid(&audience, faults)
    };
    if !evaluation.is_complete() {
        verdict.give_up();
    }
    verdict.name_role(&expected.role);
    verdict
}

fn decide<'a>(
    evaluation: &'a Evaluation<'a>,
    audience: &Audience,
    expected: &'a ExpectedTrust,
) -> TrustVerdict {
    let (can_assume, mut findings) = can_assume(evaluation, audience.is_public(), expected);
    let (external_id_enforced, loose) = match can_assume {
        // Nobody gets in with the id, so there is nothing that it could be required for.
        Truth::False => (None, Vec::new()),
        _ => external_id_enforced(evaluation, expected),
    };
    findings.extend(loose);
    findings.extend(openings::of_audience(audience, expected));
    TrustVerdict::new(can_assume, audience, external_id_enforced, findings)
}

/// The answer for the expected principal that has it worst, and why it is not yes.
fn can_assume<'a>(
    evaluation: &'a Evaluation<'a>,
    is_public: bool,
    expected: &'a ExpectedTrust,
) -> (Truth, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut worst = Truth::True;
    for principal in &expected.principals {
        let (answer, causes) = one_can_assume(evaluation, is_public, principal, expected);
        worst = worst.and(answer);
        findings.extend(causes);
    }
    if expected.principals.is_empty() {
        worst = Truth::False;
        let message = "no principal is expected to assume the role".to_owned();
        findings.push(explain::finding("no-expected-principal", None, message));
    }
    (worst, findings)
}

fn one_can_assume<'a>(
    evaluation: &'a Evaluation<'a>,
    is_public: bool,
    principal: &'a TrustedPrincipal,
    expected: &'a ExpectedTrust,
) -> (Truth, Vec<Finding>) {
    if !principal.is_in(expected.role.partition()) {
        let message = format!("`{principal}` lives in another partition than the role");
        return (
            Truth::False,
            vec![explain::finding("other-partition", None, message)],
        );
    }
    let sent = expected.external_id.as_ref().map(ExternalId::as_str);
    let caller = Caller::expected(principal, sent);
    let answer = match evaluation.allows(caller) {
        // Open to everyone but a few: the third party is not taken for one of these. The verdict
        // is untrusted either way.
        Truth::Unknown if is_public => evaluation.allows_ordinary(caller),
        answer => answer,
    };
    let causes = match answer {
        Truth::True => Vec::new(),
        answer => explain::causes(&evaluation.request(caller), principal, answer),
    };
    (answer, causes)
}

/// How well the external id is required of the expected principal that gets by with least.
fn external_id_enforced<'a>(
    evaluation: &'a Evaluation<'a>,
    expected: &'a ExpectedTrust,
) -> (Option<ExternalIdEnforcement>, Vec<Finding>) {
    let Some(id) = &expected.external_id else {
        return (None, Vec::new());
    };
    let mut findings = Vec::new();
    let mut worst = ExternalIdEnforcement::Exact;
    for principal in &expected.principals {
        let (enforcement, at) = external_id::enforcement(evaluation, principal, id);
        worst = worst.min(enforcement);
        findings.extend(openings::of_external_id(enforcement, at, principal));
    }
    (Some(worst), findings)
}
