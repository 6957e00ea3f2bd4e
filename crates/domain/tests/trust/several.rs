//! Several expected principals, and additional ones.

use domain::{
    finding::Code,
    trust::{CanAssume, ExpectedTrust, ExternalIdEnforcement, TrustVerdict, evaluate},
};
use serde_json::{Value, json};

const ROLE: &str = "arn:aws:iam::777788889999:role/audit";

fn verdict(principals: &Value, additional: &[&str]) -> TrustVerdict {
    let expected = ExpectedTrust {
        principals: ["444455556666", "555566667777"]
            .map(|p| p.parse().unwrap())
            .to_vec(),
        additional: additional.iter().map(|p| p.parse().unwrap()).collect(),
        external_id: None,
        role: "arn:aws:iam::123412341234:role/qovery".parse().unwrap(),
    };
    let statement = json!({"Effect": "Allow", "Principal": principals, "Action": "sts:AssumeRole"});
    evaluate(&json!({"Statement": statement}).to_string(), &expected)
}

#[test]
fn each_expected_principal_must_be_able_to() {
    let both = verdict(&json!({"AWS": ["444455556666", "555566667777"]}), &[]);
    assert!(both.is_trusted());
    let one = verdict(&json!({"AWS": "444455556666"}), &[]);
    assert_eq!(one.can_assume, CanAssume::No);
    assert_eq!(one.findings[0].code, Code::PrincipalNotTrusted);
    assert!(one.findings[0].message.contains("555566667777"));
    assert!(!one.others_can_assume);
}

#[test]
fn an_additional_principal_may_but_need_not() {
    let with = json!({"AWS": ["444455556666", "555566667777", ROLE]});
    assert!(verdict(&with, &[ROLE]).is_trusted());
    assert!(!verdict(&with, &[]).is_trusted());
    let without = json!({"AWS": ["444455556666", "555566667777"]});
    assert!(verdict(&without, &[ROLE]).is_trusted());
}

#[test]
fn an_additional_role_does_not_vouch_for_its_account() {
    let account = json!({"AWS": ["444455556666", "555566667777", "777788889999"]});
    let verdict_of = |additional| verdict(&account, &[additional]);
    assert!(verdict_of(ROLE).others_can_assume);
    assert!(verdict_of("777788889999").is_trusted());
}

#[test]
fn an_additional_role_that_only_its_arn_lets_in_is_nobody_else() {
    let open = |arn: &str| {
        json!({"Statement": [
            {"Effect": "Allow", "Principal": {"AWS": ["444455556666", "555566667777"]}, "Action": "sts:*"},
            {"Effect": "Allow", "Principal": "*", "Action": "sts:*",
             "Condition": {"StringEquals": {"aws:PrincipalArn": arn}}},
        ]})
        .to_string()
    };
    let expected = ExpectedTrust {
        principals: vec!["444455556666".parse().unwrap()],
        additional: ["555566667777", ROLE].map(|p| p.parse().unwrap()).to_vec(),
        external_id: None,
        role: "arn:aws:iam::123412341234:role/qovery".parse().unwrap(),
    };
    assert!(evaluate(&open(ROLE), &expected).is_trusted());
    let another = evaluate(&open("arn:aws:iam::777788889999:role/another"), &expected);
    assert!(another.others_can_assume && !another.public);
}

#[test]
fn the_external_id_counts_for_each_expected_principal() {
    let condition = json!({"StringEquals": {"sts:ExternalId": "an-id"}});
    let statement = |account: &str, condition: &Value| {
        json!({"Effect": "Allow", "Principal": {"AWS": account}, "Action": "sts:AssumeRole",
               "Condition": condition})
    };
    let expected = ExpectedTrust {
        principals: ["444455556666", "555566667777"]
            .map(|p| p.parse().unwrap())
            .to_vec(),
        additional: Vec::new(),
        external_id: Some("an-id".parse().unwrap()),
        role: "arn:aws:iam::123412341234:role/qovery".parse().unwrap(),
    };
    let document = json!({"Statement": [
        statement("444455556666", &condition),
        statement("555566667777", &json!({})),
    ]});
    let verdict = evaluate(&document.to_string(), &expected);
    assert_eq!(
        verdict.external_id_enforced,
        Some(ExternalIdEnforcement::No)
    );
    assert_eq!(
        (verdict.findings[0].code, verdict.findings[0].statement),
        (Code::ExternalIdNotEnforced, Some(1))
    );
}
