//! The codes of the trust findings: what each means, and what to do about it.

use crate::finding::CodeDoc;

/// Every code that a trust verdict can carry.
pub const CODES: &[CodeDoc] = &[
    CodeDoc {
        code: "malformed-json",
        title: "The document cannot be read",
        meaning: "It is not strict JSON after percent-decoding once: a syntax error, a key that \
                  stands twice (also in an escaped spelling), text after the end, too deep \
                  nesting, or a control character.",
        hint: "replace the trust policy by a valid JSON policy document",
    },
    CodeDoc {
        code: "wrong-type",
        title: "An element has the wrong JSON type",
        meaning: "IAM expects another type there, such as a string where a number stands.",
        hint: "give the element the type that the IAM policy grammar asks for",
    },
    CodeDoc {
        code: "unknown-element",
        title: "An element that a trust policy does not have",
        meaning: "A misspelt element, or one that is not for trust policies, such as `Resource`. \
                  It is never skipped: a misspelt `Condition` would open the role.",
        hint: "remove the element, or correct its spelling and case",
    },
    CodeDoc {
        code: "missing-element",
        title: "A required element is missing",
        meaning: "A statement needs `Effect`, `Principal` and `Action` or `NotAction`; a policy \
                  needs a `Statement`.",
        hint: "add the missing element",
    },
    CodeDoc {
        code: "element-conflict",
        title: "Two elements exclude each other",
        meaning: "A statement has one of `Action` and `NotAction`, and one of `Principal` and \
                  `NotPrincipal`.",
        hint: "keep one of the two elements",
    },
    CodeDoc {
        code: "unknown-version",
        title: "No such policy version",
        meaning: "`Version` is `2012-10-17` or `2008-10-17`.",
        hint: "set `Version` to `2012-10-17`",
    },
    CodeDoc {
        code: "invalid-sid",
        title: "A statement id with other characters",
        meaning: "A `Sid` holds letters and digits only.",
        hint: "remove the other characters from the `Sid`",
    },
    CodeDoc {
        code: "invalid-effect",
        title: "Neither Allow nor Deny",
        meaning: "The values of `Effect` have a case: `allow` is not `Allow`.",
        hint: "set `Effect` to `Allow` or `Deny`",
    },
    CodeDoc {
        code: "invalid-action",
        title: "No action",
        meaning: "An action is a service, a colon and a name; only the name takes wildcards.",
        hint: "name the action as in `sts:AssumeRole`",
    },
    CodeDoc {
        code: "invalid-principal",
        title: "No principal",
        meaning: "IAM accepts `*`, a 12-digit account id, the ARN of a root, role, user or \
                  session, a service, or an identity provider; no wildcard inside any of them.",
        hint: "name the principal by its account id or its full ARN",
    },
    CodeDoc {
        code: "not-principal",
        title: "NotPrincipal in a trust policy",
        meaning: "Role trust policies do not support `NotPrincipal`. With `Allow` it would open \
                  the role to everyone else.",
        hint: "name who may assume the role in `Principal` instead",
    },
    CodeDoc {
        code: "invalid-operator",
        title: "No condition operator",
        meaning: "A misspelt operator or set operator. It is never skipped.",
        hint: "use an operator of the IAM user guide, such as `StringEquals`",
    },
    CodeDoc {
        code: "invalid-value",
        title: "A value that the operator cannot compare",
        meaning: "A date, address, number or boolean that is none, or a broken policy variable.",
        hint: "correct the value, or use an operator that fits it",
    },
    CodeDoc {
        code: "duplicate-key",
        title: "A condition key that stands twice",
        meaning: "Condition keys and operators have no case, so two spellings are one key.",
        hint: "join the values in one list under one spelling of the key",
    },
    CodeDoc {
        code: "no-expected-principal",
        title: "Nobody is expected",
        meaning: "Without an expected principal, no policy can be the right one.",
        hint: "name at least one principal that is to assume the role",
    },
    CodeDoc {
        code: "principal-not-trusted",
        title: "The principal is not let in",
        meaning: "No `Allow` statement names the principal or its account.",
        hint: "add the principal to the trust policy of the role",
    },
    CodeDoc {
        code: "other-partition",
        title: "The principal lives in another partition",
        meaning: "No call crosses from one partition (`aws`, `aws-cn`, …) to another.",
        hint: "name a principal of the role's own partition",
    },
    CodeDoc {
        code: "action-not-allowed",
        title: "Named, but not for sts:AssumeRole",
        meaning: "The statement that names the principal does not cover `sts:AssumeRole`.",
        hint: "add `sts:AssumeRole` to the statement's `Action`",
    },
    CodeDoc {
        code: "condition-not-met",
        title: "A condition locks the principal out",
        meaning: "The condition is false in every call that the principal makes: the key is \
                  absent from a direct call, or has another value.",
        hint: "remove the condition, or give it the value that the principal sends",
    },
    CodeDoc {
        code: "condition-undecided",
        title: "A condition on what cannot be known beforehand",
        meaning: "Whether the principal gets in hangs on something that the policy does not \
                  show, such as its source address, MFA or tags.",
        hint: "remove the condition, or replace it by `sts:ExternalId`",
    },
    CodeDoc {
        code: "part-of-account",
        title: "Only some principals of the account are let in",
        meaning: "The whole account is expected, and the policy names single principals of it.",
        hint: "trust the account, or expect the single principal",
    },
    CodeDoc {
        code: "denied",
        title: "A Deny statement shuts the principal out",
        meaning: "An explicit `Deny` wins over every `Allow`.",
        hint: "narrow the `Deny` statement so that it spares the principal",
    },
    CodeDoc {
        code: "deny-undecided",
        title: "A Deny statement may apply",
        meaning: "Whether the `Deny` applies hangs on something that cannot be known beforehand.",
        hint: "narrow the `Deny` statement so that it spares the principal",
    },
    CodeDoc {
        code: "deleted-principal",
        title: "A principal that was deleted",
        meaning: "IAM shows `AROA…` or `AIDA…` where a principal was deleted. It grants nothing, \
                  and making the principal anew does not mend it.",
        hint: "replace the id by the ARN of the principal, and save the trust policy again",
    },
    CodeDoc {
        code: "public-access",
        title: "Anyone can assume the role",
        meaning: "The set of callers is unbounded: a stranger can meet every condition, or it \
                  cannot be proven that none can.",
        hint: "name the expected principals in `Principal` instead of everyone",
    },
    CodeDoc {
        code: "other-account-trusted",
        title: "Another account is trusted",
        meaning: "Someone in an account that is not expected can assume the role.",
        hint: "remove that principal from the trust policy, or expect it as an additional one",
    },
    CodeDoc {
        code: "own-account-trusted",
        title: "The role's own account is trusted",
        meaning: "Someone in the account of the role can assume it.",
        hint: "remove that principal from the trust policy, or expect it as an additional one",
    },
    CodeDoc {
        code: "service-trusted",
        title: "An AWS service is trusted",
        meaning: "A service can assume the role, on behalf of whoever uses it.",
        hint: "remove the service from the trust policy: the role is for the third party alone",
    },
    CodeDoc {
        code: "identity-provider-trusted",
        title: "An identity provider is trusted",
        meaning: "Users of an identity provider can assume the role.",
        hint: "remove the provider from the trust policy: the role is for the third party alone",
    },
    CodeDoc {
        code: "external-id-not-enforced",
        title: "A call without the external id passes",
        meaning: "`…IfExists`, `ForAllValues:`, a negated operator or a second statement without \
                  the condition let a call through that sends no external id.",
        hint: "require `sts:ExternalId` with `StringEquals` in every statement that allows it",
    },
    CodeDoc {
        code: "external-id-loose",
        title: "Another external id passes too",
        meaning: "A wildcard, a comparison without case, a second value or `Null` lets other ids \
                  through.",
        hint: "require the one external id with `StringEquals`",
    },
    CodeDoc {
        code: "too-complex",
        title: "Too much to prove",
        meaning: "The policy takes more work to decide than any policy of a size that IAM \
                  stores, so nothing is taken as proven.",
        hint: "shorten the trust policy",
    },
];

/// What to do about a finding of that code.
pub(super) fn hint(code: &str) -> &'static str {
    CODES
        .iter()
        .find(|doc| doc.code == code)
        .map_or("", |doc| doc.hint)
}
