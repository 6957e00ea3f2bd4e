//! The statement that settles a finding.

use domain::trust::{ExpectedTrust, evaluate, suggested_statements};
use serde_json::{Value, json};

fn expected() -> ExpectedTrust {
    ExpectedTrust {
        principals: vec!["222222222222".parse().unwrap()],
        additional: vec!["arn:aws:iam::333333333333:role/audit".parse().unwrap()],
        external_id: Some("an-id".parse().unwrap()),
        role: "arn:aws:iam::111111111111:role/qovery".parse().unwrap(),
    }
}

/// The suggestion for the only statement of a policy.
fn fixed(statement: &Value) -> Value {
    let document = json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
    let verdict = evaluate(&document, &expected());
    let suggestions = suggested_statements(&document, &verdict.findings, &expected());
    let mut suggestions = suggestions.into_iter().flatten();
    let fix = suggestions.next().unwrap();
    assert_eq!(suggestions.next(), None);
    let document = json!({"Version": "2012-10-17", "Statement": [fix]}).to_string();
    assert!(evaluate(&document, &expected()).is_trusted(), "{document}");
    fix
}

#[test]
fn a_suggestion_keeps_what_need_not_change() {
    let fix = fixed(&json!({
        "Sid": "Qovery", "Effect": "Allow",
        "Principal": {"AWS": ["arn:aws:iam::222222222222:root", "arn:aws:iam::333333333333:role/audit"]},
        "Action": ["sts:AssumeRole", "sts:TagSession"],
        "Condition": {
            "Bool": {"aws:SecureTransport": "true", "aws:MultiFactorAuthPresent": "true"},
            "stringequals": {"sts:ExternalId": "another-id"},
        },
    }));
    assert_eq!(
        fix,
        json!({
            "Sid": "Qovery", "Effect": "Allow",
            "Principal": {"AWS": ["arn:aws:iam::222222222222:root", "arn:aws:iam::333333333333:role/audit"]},
            "Action": ["sts:AssumeRole", "sts:TagSession"],
            "Condition": {
                "Bool": {"aws:SecureTransport": "true"},
                "StringEquals": {"sts:ExternalId": "an-id"},
            },
        })
    );
}

#[test]
fn a_suggestion_names_no_one_who_is_not_expected() {
    for principal in [
        json!("*"),
        json!({"AWS": ["444444444444", "222222222222"], "Service": "ec2.amazonaws.com"}),
        json!({"AWS": ["*", "AROAEXAMPLEID1234567"]}),
    ] {
        let fix = fixed(&json!({
            "Effect": "Allow", "Principal": principal, "NotAction": "sts:GetCallerIdentity",
        }));
        assert_eq!(
            fix["Principal"],
            json!({"AWS": ["222222222222"]}),
            "{principal}"
        );
        assert_eq!(fix["Action"], "sts:AssumeRole");
    }
}

#[test]
fn a_statement_that_has_to_go_gets_no_suggestion() {
    let document = json!({"Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "222222222222"}, "Action": "sts:AssumeRole",
         "Condition": {"StringEquals": {"sts:ExternalId": "an-id"}}},
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"},
    ]});
    let verdict = evaluate(&document.to_string(), &expected());
    assert_eq!(verdict.findings[0].code.as_str(), "service-trusted");
    let suggestions = suggested_statements(&document.to_string(), &verdict.findings, &expected());
    assert_eq!(suggestions, [None]);
}
