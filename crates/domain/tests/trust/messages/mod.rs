//! What people read: a message names the cause, and a hint opens nothing when it is followed.

mod conditions;

use domain::{
    finding::Finding,
    trust::{Expectation, ExternalId, TrustedPrincipal, evaluate},
};
use serde_json::{Value, json};

const ACCOUNT: &str = "444455556666";
const ROLE: &str = "arn:aws:iam::444455556666:role/app";
const SESSION: &str = "arn:aws:sts::444455556666:assumed-role/app/run";

fn findings(document: &Value, principal: &str, external_id: Option<&str>) -> Vec<Finding> {
    let principals: [TrustedPrincipal; 1] = [principal.parse().unwrap()];
    let external_id: Option<ExternalId> = external_id.map(|id| id.parse().unwrap());
    let role = "arn:aws:iam::123412341234:role/qovery".parse().unwrap();
    let expected = Expectation {
        principals: &principals,
        additional: &[],
        external_id: external_id.as_ref(),
        role: Some(&role),
    };
    evaluate(&document.to_string(), expected).findings
}

fn document(principal: &Value, condition: &Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", "Condition": condition},
    ]})
}

/// Code, message and hint of the first finding, without the name of the role.
fn first(
    document: &Value,
    principal: &str,
    external_id: Option<&str>,
) -> (&'static str, String, String) {
    let finding = findings(document, principal, external_id).remove(0);
    let hint = finding.hint.strip_prefix("role `qovery`: ").unwrap();
    (finding.code.as_str(), finding.message, hint.to_owned())
}

#[test]
fn no_hint_on_a_statement_that_names_others_widens_it() {
    let own = "name `444455556666` in a statement of its own";
    let two = json!({"AWS": [ACCOUNT, "777788889999"]});
    let service = json!({"AWS": ACCOUNT, "Service": "ec2.amazonaws.com"});
    for principal in [json!("*"), json!({"AWS": "*"}), two, service] {
        for condition in [
            json!({"StringEquals": {"aws:PrincipalAccount": "123412341234"}}),
            json!({"StringEquals": {"aws:RequestTag/team": "a"}}),
            json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
        ] {
            let (_, _, hint) = first(&document(&principal, &condition), ACCOUNT, None);
            assert!(
                hint.starts_with(&format!("{own} without a condition on `")),
                "{hint}"
            );
        }
        let mut policy = document(&principal, &json!({}));
        policy["Statement"][0]["Action"] = json!("sts:TagSession");
        let (code, _, hint) = first(&policy, ACCOUNT, None);
        assert_eq!(code, "action-not-allowed");
        assert_eq!(hint, format!("{own} that allows `sts:AssumeRole`"));
    }
}

#[test]
fn an_external_id_is_advised_only_where_one_was_agreed_on() {
    let condition = json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}});
    for principal in [json!("*"), json!({"AWS": ACCOUNT})] {
        let policy = document(&principal, &condition);
        for finding in findings(&policy, ACCOUNT, None) {
            assert!(!finding.hint.contains("ExternalId"), "{}", finding.hint);
        }
    }
    let (_, _, hint) = first(&document(&json!("*"), &condition), ACCOUNT, Some("an-id"));
    assert!(
        hint.ends_with(", and require `sts:ExternalId` there"),
        "{hint}"
    );
}

/// A principal that the policy names, the expected one, the code, and the difference.
const NEAR_MISSES: &[(&str, &str, &str, &str)] = &[
    (
        "arn:aws:iam::444455556666:role/App",
        ROLE,
        "principal-not-trusted",
        "which differs in case",
    ),
    (
        "arn:aws:iam::444455556666:role/team/app",
        ROLE,
        "principal-not-trusted",
        "which differs in its path",
    ),
    (
        "arn:aws:sts::444455556666:assumed-role/app/other",
        SESSION,
        "principal-not-trusted",
        "which is another session",
    ),
    (
        "arn:aws:iam::444455556666:user/app",
        ROLE,
        "principal-not-trusted",
        "which is of another kind",
    ),
    (
        "arn:aws:sts::444455556666:federated-user/bob",
        ACCOUNT,
        "principal-not-trusted",
        "whose session cannot call `sts:AssumeRole`",
    ),
    (
        "arn:aws-cn:iam::444455556666:root",
        ACCOUNT,
        "other-partition",
        "is in another partition than the role",
    ),
];

#[test]
fn a_near_miss_of_a_principal_is_pointed_out() {
    for (named, expected, code, what) in NEAR_MISSES {
        let policy = document(&json!({"AWS": named}), &json!({}));
        let finding = findings(&policy, expected, None).remove(0);
        assert_eq!(
            (finding.code.as_str(), finding.statement),
            (*code, Some(0)),
            "{named}"
        );
        let message = &finding.message;
        assert!(
            message.contains(named) && message.ends_with(what),
            "{message}"
        );
    }
}

#[test]
fn a_role_of_which_one_session_is_trusted_is_not_told_to_trust_its_account() {
    let policy = document(&json!({"AWS": SESSION}), &json!({}));
    let (code, message, hint) = first(&policy, ROLE, None);
    assert_eq!(code, "part-of-account");
    assert_eq!(
        message,
        format!("only single sessions of `{ROLE}` can assume the role")
    );
    assert_eq!(
        hint,
        format!("name `{ROLE}` itself, or expect the single session")
    );
}

#[test]
fn every_statement_that_lets_in_without_the_external_id_is_named() {
    let statement =
        json!({"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"});
    let policy = json!({"Statement": [statement, statement]});
    let findings = findings(&policy, ACCOUNT, Some("an-id"));
    let places: Vec<_> = findings
        .iter()
        .map(|f| (f.code.as_str(), f.statement))
        .collect();
    let code = "external-id-not-enforced";
    assert_eq!(places, [(code, Some(0)), (code, Some(1))]);
}

#[test]
fn a_deny_that_may_apply_names_the_keys_in_awss_spelling() {
    let mut policy = document(&json!({"AWS": ACCOUNT}), &json!({}));
    policy["Statement"].as_array_mut().unwrap().push(json!({
        "Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole",
        "Condition": {"Bool": {"aws:multifactorauthpresent": "false"}},
    }));
    let (code, message, _) = first(&policy, ACCOUNT, None);
    assert_eq!(code, "deny-undecided");
    assert!(
        message.ends_with(", depending on `aws:MultiFactorAuthPresent`"),
        "{message}"
    );
}
