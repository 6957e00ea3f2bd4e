//! The codes of the trust findings: what each means, and what to do about it.

use crate::finding::CodeDoc;

/// Every code that a trust verdict can carry.
pub const CODES: &[CodeDoc] = &[
    CodeDoc::new(
        "malformed-json",
        "The document cannot be read",
        "It is not strict JSON after percent-decoding once: a syntax error, a key that \
                  stands twice (also in an escaped spelling), text after the end, too deep \
                  nesting, or a control character.",
        "replace the trust policy by a valid JSON policy document",
    ),
    CodeDoc::new(
        "wrong-type",
        "An element has the wrong JSON type",
        "IAM expects another type there, such as a string where a number stands.",
        "give the element the type that the IAM policy grammar asks for",
    ),
    CodeDoc::new(
        "unknown-element",
        "An element that a trust policy does not have",
        "A misspelt element, or one that is not for trust policies, such as `Resource`. \
                  It is never skipped: a misspelt `Condition` would open the role.",
        "remove the element, or correct its spelling and case",
    ),
    CodeDoc::new(
        "missing-element",
        "A required element is missing",
        "A statement needs `Effect`, `Principal` and `Action` or `NotAction`; a policy \
                  needs a `Statement`.",
        "add the missing element",
    ),
    CodeDoc::new(
        "element-conflict",
        "Two elements exclude each other",
        "A statement has one of `Action` and `NotAction`, and one of `Principal` and \
                  `NotPrincipal`.",
        "keep one of the two elements",
    ),
    CodeDoc::new(
        "unknown-version",
        "No such policy version",
        "`Version` is `2012-10-17` or `2008-10-17`.",
        "set `Version` to `2012-10-17`",
    ),
    CodeDoc::new(
        "invalid-sid",
        "A statement id with other characters",
        "A `Sid` holds letters and digits only.",
        "remove the other characters from the `Sid`",
    ),
    CodeDoc::new(
        "invalid-effect",
        "Neither Allow nor Deny",
        "The values of `Effect` have a case: `allow` is not `Allow`.",
        "set `Effect` to `Allow` or `Deny`",
    ),
    CodeDoc::new(
        "invalid-action",
        "No action",
        "An action is a service, a colon and a name; only the name takes wildcards.",
        "name the action as in `sts:AssumeRole`",
    ),
    CodeDoc::new(
        "invalid-principal",
        "No principal",
        "IAM accepts `*`, a 12-digit account id, the ARN of a root, role, user or \
                  session, a service, or an identity provider; no wildcard inside any of them.",
        "name the principal by its account id or its full ARN",
    ),
    CodeDoc::new(
        "not-principal",
        "NotPrincipal in a trust policy",
        "Role trust policies do not support `NotPrincipal`. With `Allow` it would open \
                  the role to everyone else.",
        "name who may assume the role in `Principal` instead",
    ),
    CodeDoc::new(
        "invalid-operator",
        "No condition operator",
        "A misspelt operator or set operator. It is never skipped.",
        "use an operator of the IAM user guide, such as `StringEquals`",
    ),
    CodeDoc::new(
        "invalid-value",
        "A value that the operator cannot compare",
        "A date, address, number or boolean that is none, or a broken policy variable.",
        "correct the value, or use an operator that fits it",
    ),
    CodeDoc::new(
        "duplicate-key",
        "A condition key that stands twice",
        "Condition keys and operators have no case, so two spellings are one key.",
        "join the values in one list under one spelling of the key",
    ),
    CodeDoc::new(
        "no-expected-principal",
        "Nobody is expected",
        "Without an expected principal, no policy can be the right one.",
        "name at least one principal that is to assume the role",
    ),
    CodeDoc::new(
        "principal-not-trusted",
        "The principal is not let in",
        "No `Allow` statement names the principal or its account.",
        "add the principal to the trust policy of the role",
    ),
    CodeDoc::new(
        "other-partition",
        "The principal lives in another partition",
        "No call crosses from one partition (`aws`, `aws-cn`, …) to another.",
        "name a principal of the role's own partition",
    ),
    CodeDoc::new(
        "action-not-allowed",
        "Named, but not for sts:AssumeRole",
        "The statement that names the principal does not cover `sts:AssumeRole`.",
        "add `sts:AssumeRole` to the statement's `Action`",
    ),
    CodeDoc::new(
        "condition-not-met",
        "A condition locks the principal out",
        "The condition is false in every call that the principal makes: the key is \
                  absent from a direct call, or has another value.",
        "remove the condition, or give it the value that the principal sends",
    ),
    CodeDoc::new(
        "condition-undecided",
        "A condition on what cannot be known beforehand",
        "Whether the principal gets in hangs on something that the policy does not \
                  show, such as its source address, MFA or tags.",
        "remove the condition, or replace it by `sts:ExternalId`",
    ),
    CodeDoc::new(
        "part-of-account",
        "Only some principals of the account are let in",
        "The whole account is expected, and the policy names single principals of it.",
        "trust the account, or expect the single principal",
    ),
    CodeDoc::new(
        "denied",
        "A Deny statement shuts the principal out",
        "An explicit `Deny` wins over every `Allow`.",
        "narrow the `Deny` statement so that it spares the principal",
    ),
    CodeDoc::new(
        "deny-undecided",
        "A Deny statement may apply",
        "Whether the `Deny` applies hangs on something that cannot be known beforehand.",
        "narrow the `Deny` statement so that it spares the principal",
    ),
    CodeDoc::new(
        "deleted-principal",
        "A principal that was deleted",
        "IAM shows `AROA…` or `AIDA…` where a principal was deleted. It grants nothing, \
                  and making the principal anew does not mend it.",
        "replace the id by the ARN of the principal, and save the trust policy again",
    ),
    CodeDoc::new(
        "public-access",
        "Anyone can assume the role",
        "The set of callers is unbounded: a stranger can meet every condition, or it \
                  cannot be proven that none can.",
        "name the expected principals in `Principal` instead of everyone",
    ),
    CodeDoc::new(
        "other-account-trusted",
        "Another account is trusted",
        "Someone in an account that is not expected can assume the role.",
        "remove that principal from the trust policy, or expect it as an additional one",
    ),
    CodeDoc::new(
        "own-account-trusted",
        "The role's own account is trusted",
        "Someone in the account of the role can assume it.",
        "remove that principal from the trust policy, or expect it as an additional one",
    ),
    CodeDoc::new(
        "service-trusted",
        "An AWS service is trusted",
        "A service can assume the role, on behalf of whoever uses it.",
        "remove the service from the trust policy: the role is for the third party alone",
    ),
    CodeDoc::new(
        "identity-provider-trusted",
        "An identity provider is trusted",
        "Users of an identity provider can assume the role.",
        "remove the provider from the trust policy: the role is for the third party alone",
    ),
    CodeDoc::new(
        "external-id-not-enforced",
        "A call without the external id passes",
        "`…IfExists`, `ForAllValues:`, a negated operator or a second statement without \
                  the condition let a call through that sends no external id.",
        "require `sts:ExternalId` with `StringEquals` in every statement that allows it",
    ),
    CodeDoc::new(
        "external-id-loose",
        "Another external id passes too",
        "A wildcard, a comparison without case, a second value or `Null` lets other ids \
                  through.",
        "require the one external id with `StringEquals`",
    ),
    CodeDoc::new(
        "too-complex",
        "Too much to prove",
        "The policy takes more work to decide than any policy of a size that IAM \
                  stores, so nothing is taken as proven.",
        "shorten the trust policy",
    ),
];

/// What to do about a finding of that code.
pub(super) fn hint(code: &str) -> &'static str {
    CODES
        .iter()
        .find(|doc| doc.code == code)
        .map_or("", |doc| doc.hint)
}
