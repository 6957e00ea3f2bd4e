//! Policies over few principals, keys and values, so that they meet often.

use domain::trust::ExpectedTrust;
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Value, json};

pub(crate) const EXPECTED: &str = "arn:aws:iam::444455556666:role/deployer";
pub(crate) const OTHER: &str = "arn:aws:iam::777788889999:role/other";
pub(crate) const STRANGER: &str = "arn:aws:iam::909090909090:role/stranger";

/// The keys that conditions are about, with the values that requests have.
pub(crate) const KEYS: &[(&str, &[&str])] = &[
    ("aws:PrincipalTag/a", &["", "v1", "v2", "w"]),
    ("aws:RequestTag/b", &["", "v1", "v2", "w"]),
    ("sts:ExternalId", &["", "v1", "v2", "w"]),
    ("aws:PrincipalOrgID", &["", "o-v1", "o-v2", "o-w"]),
];

pub(crate) fn expected(external_id: Option<&str>) -> ExpectedTrust {
    ExpectedTrust {
        principals: vec![EXPECTED.parse().unwrap()],
        additional: Vec::new(),
        external_id: external_id.map(|id| id.parse().unwrap()),
        role: "arn:aws:iam::123412341234:role/qovery".parse().unwrap(),
    }
}

const OPERATORS: &[&str] = &[
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

fn clause() -> impl Strategy<Value = (String, Value)> {
    let values = |texts: &'static [&'static str]| vec(select(texts), 1..3);
    (select(OPERATORS), 0..KEYS.len() + 2).prop_flat_map(move |(operator, key)| {
        let (key, texts): (&str, &'static [&'static str]) = match key {
            3 => ("aws:PrincipalOrgID", &["o-v1", "o-v2", "o-*"]),
            4 => (
                "aws:PrincipalAccount",
                &["444455556666", "777788889999", "7*"],
            ),
            5 => (
                "aws:PrincipalArn",
                &[EXPECTED, OTHER, "arn:aws:iam::*:role/d*"],
            ),
            key => (KEYS[key].0, &["v1", "v2", "v*", "V1"]),
        };
        let texts: &'static [&'static str] = if operator == "Null" {
            &["true", "false"]
        } else {
            texts
        };
        values(texts).prop_map(move |values| (operator.to_owned(), json!({key: values})))
    })
}

pub(crate) fn statement() -> impl Strategy<Value = Value> {
    let principals = select(vec![
        json!("*"),
        json!({"AWS": "444455556666"}),
        json!({"AWS": ["777788889999", EXPECTED]}),
        json!({"AWS": EXPECTED}),
        json!({"AWS": OTHER}),
        json!({"AWS": "arn:aws:iam::444455556666:role/another"}),
    ]);
    let actions = select(vec!["sts:AssumeRole", "sts:*", "sts:TagSession"]);
    let effects = select(vec!["Allow", "Allow", "Deny"]);
    (effects, principals, actions, vec(clause(), 0..3)).prop_map(
        |(effect, principal, action, clauses)| {
            let condition: Map<_, _> = clauses.into_iter().collect();
            json!({"Effect": effect, "Principal": principal, "Action": action, "Condition": condition})
        },
    )
}

pub(crate) fn statements() -> impl Strategy<Value = Vec<Value>> {
    vec(statement(), 1..5)
}

pub(crate) fn document(statements: &[Value]) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}
