//! Findings on those who get in and should not, and on the external id.

use super::{
    ExpectedTrust, ExternalIdEnforcement, TrustedPrincipal,
    audience::{Audience, Other},
    caller::Who,
    explain::finding,
    policy::Statement,
};
use crate::finding::Finding;

/// More ways in than this are counted, not listed.
const MOST: usize = 50;

/// One finding for each way in.
pub(super) fn of_audience(audience: &Audience, expected: &ExpectedTrust) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for statement in &audience.public {
        push_new(&mut findings, public(statement));
    }
    // Said already: the statement is open to strangers, whoever they are.
    let is_public = |other: &&Other| {
        audience
            .public
            .iter()
            .any(|s| s.index == other.statement.index)
    };
    let mut others = audience.others.iter().filter(|other| !is_public(other));
    for other in others.by_ref().take(MOST) {
        push_new(&mut findings, stranger(other, expected));
    }
    if let Some(next) = others.next() {
        let message = format!("{} more can assume the role", 1 + others.count());
        let next = stranger(next, expected);
        findings.push(Finding { message, ..next });
    }
    findings
}

fn push_new(findings: &mut Vec<Finding>, new: Finding) {
    if !findings.contains(&new) {
        findings.push(new);
    }
}

fn public(statement: &Statement) -> Finding {
    let message = "anyone can assume the role: no condition confines the callers".to_owned();
    finding("public-access", Some(statement), message)
}

fn stranger(other: &Other, expected: &ExpectedTrust) -> Finding {
    let own = expected.role.account().as_str();
    let account = |account: &str, who: String| {
        let code = if account == own {
            "own-account-trusted"
        } else {
            "other-account-trusted"
        };
        (code, who)
    };
    let (code, who) = match other.who {
        Who::Principal(principal) => {
            account(principal.account().as_str(), format!("`{principal}`"))
        }
        Who::Account(id) => account(id, format!("someone in account `{id}`")),
        Who::AnyAccount => (
            "other-account-trusted",
            "someone in an account that the policy does not name".to_owned(),
        ),
        Who::Service(name) => ("service-trusted", format!("the service `{name}`")),
        Who::AnyService => ("service-trusted", "an AWS service".to_owned()),
        Who::WebIdentity(provider) | Who::Saml(provider) => (
            "identity-provider-trusted",
            format!("a user of `{}`", provider.text),
        ),
        Who::AnyWebIdentity => (
            "identity-provider-trusted",
            "a user of some identity provider".to_owned(),
        ),
    };
    finding(
        code,
        Some(other.statement),
        format!("{who} can assume the role"),
    )
}

/// The finding on an external id that is not required, or not exactly.
pub(super) fn of_external_id(
    enforcement: ExternalIdEnforcement,
    at: Option<&Statement>,
    principal: &TrustedPrincipal,
) -> Option<Finding> {
    let (code, passes) = match enforcement {
        ExternalIdEnforcement::Exact => return None,
        ExternalIdEnforcement::Loose => ("external-id-loose", "with another external id"),
        ExternalIdEnforcement::No => ("external-id-not-enforced", "without the external id"),
    };
    Some(finding(
        code,
        at,
        format!("a call by `{principal}` {passes} passes"),
    ))
}
