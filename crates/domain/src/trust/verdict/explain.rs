//! Why an expected principal cannot, or may not, assume the role: one finding for each cause.

use super::{cause, near_miss, reason::Reason};
use crate::{
    finding::{Code, Finding},
    trust::{
        TrustedPrincipal,
        evaluate::{condition, request::Request},
        expected::Expectation,
        policy::Statement,
        principal::PrincipalKind,
        truth::Truth,
    },
};

/// A finding on a statement, with the hint of its code.
pub(crate) fn finding(code: Code, at: Option<&Statement>, message: String) -> Finding {
    Finding {
        statement: at.map(|statement| statement.index),
        sid: at.and_then(|statement| statement.sid.clone()),
        ..Finding::new(code, message)
    }
}

/// As [`finding`], with a hint of its own.
pub(super) fn hinted(code: Code, at: Option<&Statement>, message: String, hint: String) -> Finding {
    finding(code, at, message).with_hint(hint)
}

/// The causes of an answer that is not yes.
pub(crate) fn causes(
    request: &Request,
    principal: &TrustedPrincipal,
    answer: Truth,
    expected: Expectation,
) -> Vec<Finding> {
    if principal.kind() == PrincipalKind::FederatedUser {
        return vec![hinted(
            Code::PrincipalNotTrusted,
            None,
            format!(
                "`{principal}` is a federated user, whose session cannot call `sts:AssumeRole`"
            ),
            "expect the user that the session comes from, or a role".to_owned(),
        )];
    }
    let mut findings = denials(request, principal, answer);
    if findings.is_empty() || answer == Truth::Unknown {
        let explanation = Explanation {
            request,
            principal,
            expected,
        };
        let allows = request.evaluation().allows();
        findings.extend(allows.flat_map(|allow| explanation.shortfalls(allow)));
    }
    if answer == Truth::False && findings.is_empty() {
        findings.extend(request.evaluation().allows().filter_map(deleted));
        findings.push(near_miss::not_trusted(request, principal));
    }
    findings
}

fn denials(request: &Request, principal: &TrustedPrincipal, answer: Truth) -> Vec<Finding> {
    let denial = |deny| match request.applies(deny) {
        Truth::True => {
            let message = format!("a `Deny` statement applies to `{principal}`");
            Some(finding(Code::Denied, Some(deny), message))
        }
        Truth::Unknown => {
            let keys = undecided_keys(request, deny);
            let message = format!("a `Deny` statement may apply to `{principal}`{keys}");
            Some(finding(Code::DenyUndecided, Some(deny), message))
        }
        Truth::False => None,
    };
    let is_decisive = |f: &Finding| answer == Truth::Unknown || f.code == Code::Denied;
    let denies = request.evaluation().denies();
    denies.filter_map(denial).filter(is_decisive).collect()
}

/// The condition keys that decide, for a message.
fn undecided_keys(request: &Request, statement: &Statement) -> String {
    let keys: Vec<_> = statement
        .clauses
        .iter()
        .filter(|clause| condition::holds(clause, request) == Truth::Unknown)
        .map(|clause| clause.key.shown.as_ref())
        .collect();
    if keys.is_empty() {
        String::new()
    } else {
        format!(", depending on `{}`", keys.join("`, `"))
    }
}

fn deleted(statement: &Statement) -> Option<Finding> {
    let message = "the statement names a principal that was deleted".to_owned();
    let is_about_one = statement.principals.deleted;
    is_about_one.then(|| finding(Code::DeletedPrincipal, Some(statement), message))
}

/// What is needed to explain the answer for one expected principal.
struct Explanation<'a> {
    request: &'a Request<'a>,
    principal: &'a TrustedPrincipal,
    expected: Expectation<'a>,
}

impl Explanation<'_> {
    /// What keeps a statement that names the principal from surely allowing its call.
    fn shortfalls(&self, allow: &Statement) -> Vec<Finding> {
        let named = self.request.naming(allow).truth;
        if named == Truth::False {
            return Vec::new();
        }
        if !self.request.caller.acts_through(allow.actions) {
            return vec![self.action_not_allowed(allow)];
        }
        let mut findings = Vec::new();
        if named == Truth::Unknown {
            findings.push(self.only_in_part(allow));
        }
        let request = self.request.named_by(allow);
        findings.extend(allow.clauses.iter().filter_map(|clause| {
            let code = match condition::holds(clause, &request) {
                Truth::True => return None,
                Truth::False => Code::ConditionNotMet,
                Truth::Unknown => Code::ConditionUndecided,
            };
            let reason = Reason {
                clause,
                principal: self.principal,
                cause: cause::of(clause, &request),
            };
            let hint = if self.is_shared(allow) {
                let key = &clause.key.shown;
                self.own_statement(&format!("without a condition on `{key}`"))
            } else {
                reason.hint()
            };
            Some(hinted(code, Some(allow), reason.message(), hint))
        }));
        findings
    }

    fn action_not_allowed(&self, allow: &Statement) -> Finding {
        let code = Code::ActionNotAllowed;
        let message = format!(
            "`{}` is named, but not for `sts:AssumeRole`",
            self.principal
        );
        let hint = if self.is_shared(allow) {
            self.own_statement("that allows `sts:AssumeRole`")
        } else {
            code.doc().hint.to_owned()
        };
        hinted(code, Some(allow), message, hint)
    }

    fn only_in_part(&self, allow: &Statement) -> Finding {
        let Self { principal, .. } = self;
        if self.request.home().partition.is_none() {
            let message = format!("`{principal}` may be in another partition than the role");
            return finding(Code::OtherPartition, Some(allow), message);
        }
        if principal.is_account() {
            let message = format!("not every principal of `{principal}` can assume the role");
            return finding(Code::PartOfAccount, Some(allow), message);
        }
        hinted(
            Code::PartOfAccount,
            Some(allow),
            format!("only single sessions of `{principal}` can assume the role"),
            format!("name `{principal}` itself, or expect the single session"),
        )
    }

    /// Whether the statement also names a principal that must not assume the role: a hint to widen
    /// it would open the role to that one.
    fn is_shared(&self, allow: &Statement) -> bool {
        let principals = &allow.principals;
        let mut aws = principals.aws.iter();
        allow.is_for_everyone()
            || !principals.services.is_empty()
            || !principals.providers.is_empty()
            || aws.any(|named| !self.expected.includes(named))
    }

    fn own_statement(&self, what: &str) -> String {
        let id = match self.expected.external_id {
            Some(_) => ", and require `sts:ExternalId` there",
            None => "",
        };
        format!(
            "name `{}` in a statement of its own {what}{id}",
            self.principal
        )
    }
}
