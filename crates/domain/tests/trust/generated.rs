//! Policies over few principals, keys and values, so that they meet often.

use domain::trust::ExpectedTrust;
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Value, json};

/// The principals that policies are judged for: a role, a session of it, its account.
pub(crate) const EXPECTED: [&str; 3] = [
    "arn:aws:iam::444455556666:role/team/deployer",
    "arn:aws:sts::444455556666:assumed-role/deployer/run",
    "444455556666",
];

pub(crate) fn expected(principal: &str, external_id: Option<&str>) -> ExpectedTrust {
    ExpectedTrust {
        principals: vec![principal.parse().unwrap()],
        additional: Vec::new(),
        external_id: external_id.map(|id| id.parse().unwrap()),
        role: "arn:aws:iam::123412341234:role/qovery".parse().unwrap(),
    }
}

type Texts = &'static [&'static str];

const TAGS: Texts = &["v1", "v2", "v*", "V1", "?1"];
const STRINGS: Texts = &[
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLike",
    "StringEqualsIfExists",
    "StringNotEqualsIfExists",
    "ForAllValues:StringEquals",
    "ForAnyValue:StringLike",
    "ForAllValues:StringNotLike",
    "ForAnyValue:StringNotEquals",
    "StringEqualsIgnoreCase",
    "Null",
];
const SETS: Texts = &[
    "ForAllValues:StringEquals",
    "ForAnyValue:StringLike",
    "ForAllValues:StringNotLike",
    "ForAnyValue:StringNotEquals",
    "Null",
];
const ARNS: Texts = &[
    "ArnLike",
    "ArnNotLike",
    "ArnEqualsIfExists",
    "StringEquals",
    "StringLike",
    "StringNotEquals",
    "Null",
];
const BOOLEANS: Texts = &["Bool", "BoolIfExists", "Null"];
const ADDRESSES: Texts = &["IpAddress", "NotIpAddress", "IpAddressIfExists", "Null"];
const NUMBERS: Texts = &["NumericLessThan", "NumericGreaterThanEquals"];

/// The keys of conditions, the operators on them and the values to compare with.
const CONDITIONS: &[(&str, Texts, Texts)] = &[
    ("aws:PrincipalTag/a", STRINGS, TAGS),
    ("aws:RequestTag/b", STRINGS, TAGS),
    ("sts:ExternalId", STRINGS, TAGS),
    ("sts:ExternalId", STRINGS, TAGS),
    ("saml:iss", STRINGS, TAGS),
    ("aws:PrincipalOrgID", STRINGS, &["o-v1", "o-v2", "o-*"]),
    (
        "aws:PrincipalAccount",
        STRINGS,
        &[
            "444455556666",
            "777788889999",
            "${aws:ResourceAccount}",
            "7*",
        ],
    ),
    (
        "aws:PrincipalArn",
        ARNS,
        &[
            "arn:aws:iam::444455556666:role/team/deployer",
            "arn:aws:iam::444455556666:role/deployer",
            "arn:aws:iam::444455556666:role/*",
            "arn:aws:iam::444455556666:user/*",
            "arn:aws:iam::444455556666:root",
            "arn:aws:iam::777788889999:role/*/x",
            "arn:aws:iam::${aws:PrincipalAccount}:role/team/*",
            "arn:aws:iam::*:user/*",
        ],
    ),
    (
        "aws:PrincipalArn",
        &["StringEquals", "StringNotEquals", "ArnLike"],
        &[
            "arn:aws:iam::777788889999:role/*/x",
            "arn:aws:iam::777788889999:user/team/u",
        ],
    ),
    ("aws:PrincipalType", STRINGS, &["User", "AssumedRole", "A*"]),
    (
        "sts:RoleSessionName",
        STRINGS,
        &["run", "x", "r*", "my run"],
    ),
    ("aws:TagKeys", SETS, &["b", "c", "*"]),
    ("aws:SourceAccount", STRINGS, &["123412341234", "7*"]),
    (
        "codebuild:projectArn",
        ARNS,
        &[
            "arn:aws:codebuild:eu-west-3:1:project/p",
            "arn:aws:codebuild:*:*:*",
        ],
    ),
    (
        "token.actions.githubusercontent.com:sub",
        STRINGS,
        &["repo:org/a", "repo:org/*", "repo:*"],
    ),
    (
        "aws:SourceIp",
        ADDRESSES,
        &["203.0.113.0/24", "0.0.0.0/0", "::/0"],
    ),
    (
        "aws:SourceIp",
        &["StringLike", "StringNotLike"],
        &["203.*", "*"],
    ),
    ("aws:SecureTransport", BOOLEANS, &["true", "false"]),
    ("aws:MultiFactorAuthPresent", BOOLEANS, &["true", "false"]),
    ("aws:PrincipalIsAWSService", BOOLEANS, &["true", "false"]),
    ("aws:EpochTime", NUMBERS, &["1500000000", "4000000000"]),
];

const PRINCIPALS: &[&str] = &[
    r#""*""#,
    r#""*""#,
    r#"{"AWS": "*"}"#,
    r#"{"AWS": "444455556666"}"#,
    r#"{"AWS": "444455556666"}"#,
    r#"{"AWS": ["777788889999", "arn:aws:iam::444455556666:role/team/deployer"]}"#,
    r#"{"AWS": "arn:aws:iam::444455556666:role/team/deployer"}"#,
    r#"{"AWS": "arn:aws:sts::444455556666:assumed-role/deployer/run"}"#,
    r#"{"AWS": "777788889999"}"#,
    r#"{"AWS": "arn:aws:iam::777788889999:user/team/u"}"#,
    r#"{"AWS": "arn:aws:sts::123412341234:assumed-role/Admin/alice"}"#,
    r#"{"AWS": "arn:aws:sts::444455556666:federated-user/bob"}"#,
    r#"{"AWS": "444455556666", "Service": "ec2.amazonaws.com"}"#,
    r#"{"Federated": "arn:aws:iam::123412341234:saml-provider/idp"}"#,
    r#"{"Federated": "arn:aws:iam::123412341234:oidc-provider/token.actions.githubusercontent.com"}"#,
];

const ACTIONS: &[(&str, &str)] = &[
    ("Action", "sts:AssumeRole"),
    ("Action", "sts:AssumeRole"),
    ("Action", "sts:*"),
    ("Action", "sts:AssumeRoleWith*"),
    ("Action", "sts:AssumeRoleWithSAML"),
    ("Action", "sts:TagSession"),
    ("NotAction", "sts:AssumeRoleWithWebIdentity"),
];

fn clause() -> impl Strategy<Value = (String, Value)> {
    select(CONDITIONS).prop_flat_map(|(key, operators, texts)| {
        select(operators).prop_flat_map(move |operator| {
            let texts: Texts = match operator {
                "Null" => &["true", "false"],
                _ => texts,
            };
            let values = vec(select(texts), 1..3);
            values.prop_map(move |values| (operator.to_owned(), json!({key: values})))
        })
    })
}

pub(crate) fn statement() -> impl Strategy<Value = Value> {
    let effects = select(&["Allow", "Allow", "Deny"][..]);
    let parts = (
        effects,
        select(PRINCIPALS),
        select(ACTIONS),
        vec(clause(), 0..3),
    );
    parts.prop_map(|(effect, principal, (element, action), clauses)| {
        let principal: Value = serde_json::from_str(principal).unwrap();
        let condition: Map<_, _> = clauses.into_iter().collect();
        json!({"Effect": effect, "Principal": principal, element: action, "Condition": condition})
    })
}

pub(crate) fn statements() -> impl Strategy<Value = Vec<Value>> {
    vec(statement(), 1..5)
}

pub(crate) fn document(statements: &[Value]) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}
