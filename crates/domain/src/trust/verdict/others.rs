//! Findings on callers who can assume the role and should not, and on the external id.

use super::{ExternalIdEnforcement, explain::finding};
use crate::{
    finding::{Code, Finding},
    trust::{
        TrustedPrincipal,
        evaluate::{
            audience::{Audience, Other},
            caller::Who,
        },
        expected::Expectation,
        policy::Statement,
    },
};

/// More ways in than this are counted, not listed.
const MOST: usize = 50;

/// A finding for each public statement, then for each other caller; more than [`MOST`] are counted.
pub(crate) fn findings_on_others(audience: &Audience, expected: Expectation) -> Vec<Finding> {
    let mut findings: Vec<Finding> = audience
        .public
        .iter()
        .take(MOST)
        .map(|statement| public(statement))
        .collect();
    // Covered already: the statement is open to strangers, whoever they are.
    let is_public = |other: &&Other| {
        let index = other.statement.index;
        audience
            .public
            .binary_search_by_key(&index, |s| s.index)
            .is_ok()
    };
    let mut more = 0;
    for other in audience.others.iter().filter(|other| !is_public(other)) {
        if findings.len() < MOST {
            let new = outsider(other, expected);
            if !findings.contains(&new) {
                findings.push(new);
            }
        } else {
            more += 1;
        }
    }
    if more > 0 {
        let last = findings.pop();
        let message = format!("there are {} more ways into the role", more + 1);
        findings.extend(last.map(|last| Finding { message, ..last }));
    }
    findings
}

fn public(statement: &Statement) -> Finding {
    let message = "anyone can assume the role: no condition confines the callers".to_owned();
    finding(Code::PublicAccess, Some(statement), message)
}

fn outsider(other: &Other, expected: Expectation) -> Finding {
    let own = expected.role.map(|role| role.account().as_str());
    let of_account = |account: &str| {
        if own == Some(account) {
            Code::OwnAccountTrusted
        } else {
            Code::OtherAccountTrusted
        }
    };
    let (code, who) = match other.who {
        Who::Principal(principal) => (
            of_account(principal.account().as_str()),
            format!("`{principal}`"),
        ),
        Who::Account(id) => (of_account(id), format!("someone in account `{id}`")),
        Who::AnyAccount => (
            Code::OtherAccountTrusted,
            "someone in an account that the policy does not name".to_owned(),
        ),
        Who::Service(name) => (Code::ServiceTrusted, format!("the service `{name}`")),
        Who::AnyService => (Code::ServiceTrusted, "an AWS service".to_owned()),
        Who::WebIdentity(provider) | Who::Saml(provider) => (
            Code::IdentityProviderTrusted,
            format!("a user of `{}`", provider.text),
        ),
        Who::AnyWebIdentity | Who::AnySaml => (
            Code::IdentityProviderTrusted,
            "a user of some identity provider".to_owned(),
        ),
    };
    finding(
        code,
        Some(other.statement),
        format!("{who} can assume the role"),
    )
}

/// One finding for each statement that does not require the external id, or not exactly.
pub(crate) fn findings_on_external_id(
    enforcement: ExternalIdEnforcement,
    doors: &[&Statement],
    principal: &TrustedPrincipal,
) -> Vec<Finding> {
    let (code, passes) = match enforcement {
        ExternalIdEnforcement::Exact => return Vec::new(),
        ExternalIdEnforcement::Loose => (Code::ExternalIdLoose, "with another external id"),
        ExternalIdEnforcement::No => (Code::ExternalIdNotEnforced, "without the external id"),
    };
    doors
        .iter()
        .take(MOST)
        .map(|statement| {
            let message = format!("a call by `{principal}` {passes} passes");
            finding(code, Some(statement), message)
        })
        .collect()
}
