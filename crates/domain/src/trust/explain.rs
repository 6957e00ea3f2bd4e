//! Why an expected principal does not get in, or may not: one finding for each cause.

use super::{
    TrustedPrincipal, codes, condition,
    policy::{Clause, Item, Statement},
    request::Request,
    truth::Truth,
};
use crate::finding::Finding;

/// A finding on a statement, with the hint of its code.
pub(super) fn finding(code: &'static str, at: Option<&Statement>, message: String) -> Finding {
    Finding {
        code,
        statement: at.map(|statement| statement.index),
        sid: at.and_then(|statement| statement.sid.clone()),
        message,
        hint: codes::hint(code).to_owned(),
    }
}

/// The causes for an answer that is not yes.
pub(super) fn causes(
    request: &Request,
    principal: &TrustedPrincipal,
    answer: Truth,
) -> Vec<Finding> {
    let mut findings = denials(request, principal, answer);
    if findings.is_empty() || answer == Truth::Unknown {
        let allows = request.statements(true);
        findings.extend(allows.flat_map(|allow| shortfalls(request, allow, principal)));
    }
    if answer == Truth::False && findings.is_empty() {
        findings.extend(request.statements(true).filter_map(deleted));
        let message = format!("no statement lets `{principal}` in");
        findings.push(finding("principal-not-trusted", None, message));
    }
    findings
}

fn denials(request: &Request, principal: &TrustedPrincipal, answer: Truth) -> Vec<Finding> {
    let denies = request.statements(false);
    let findings = denies.filter_map(|deny| match request.applies(deny) {
        Truth::True => {
            let message = format!("a `Deny` statement shuts `{principal}` out");
            Some(finding("denied", Some(deny), message))
        }
        Truth::Unknown => {
            let message = format!(
                "a `Deny` statement may apply to `{principal}`{}",
                because(request, deny)
            );
            Some(finding("deny-undecided", Some(deny), message))
        }
        Truth::False => None,
    });
    let decisive = |f: &Finding| answer == Truth::Unknown || f.code == "denied";
    findings.filter(decisive).collect()
}

/// The condition keys on which it hangs.
fn because(request: &Request, statement: &Statement) -> String {
    let undecided = |clause: &&Clause| condition::holds(clause, request) == Truth::Unknown;
    let keys: Vec<_> = statement
        .clauses
        .iter()
        .filter(undecided)
        .map(|c| c.name.as_str())
        .collect();
    if keys.is_empty() {
        String::new()
    } else {
        format!(", depending on `{}`", keys.join("`, `"))
    }
}

/// What keeps a statement that names the principal from letting it in for sure.
fn shortfalls(request: &Request, allow: &Statement, principal: &TrustedPrincipal) -> Vec<Finding> {
    let named = request.named(allow);
    if named == Truth::False {
        return Vec::new();
    }
    if !request.caller.acts_through(allow.actions) {
        let message = format!("`{principal}` is named, but not for `sts:AssumeRole`");
        return vec![finding("action-not-allowed", Some(allow), message)];
    }
    let mut findings = Vec::new();
    if named == Truth::Unknown {
        let message = format!("not everyone in `{principal}` is let in");
        findings.push(finding("part-of-account", Some(allow), message));
    }
    findings.extend(allow.clauses.iter().filter_map(|clause| {
        let (code, verb) = match condition::holds(clause, request) {
            Truth::True => return None,
            Truth::False => ("condition-not-met", "never holds"),
            Truth::Unknown => ("condition-undecided", "may not hold"),
        };
        let Clause { operator, name, .. } = clause;
        let message = format!("`{operator}` on `{name}` {verb} when `{principal}` calls");
        Some(finding(code, Some(allow), message))
    }));
    findings
}

fn deleted(statement: &Statement) -> Option<Finding> {
    let items = &statement.principals.items;
    let gone = items.iter().any(|item| matches!(item, Item::Deleted));
    let message = "the statement names a principal that was deleted".to_owned();
    gone.then(|| finding("deleted-principal", Some(statement), message))
}
