//! Policies far longer than any that IAM stores: decided, or given up with the answer that is safe.
//! The evaluator counts its own steps, so neither takes long: what it does not give up took few
//! more steps than the policy has characters.

use domain::trust::{TrustVerdict, evaluate};
use serde_json::{Value, json};

use crate::generated::{document, expected};

fn verdict(statements: &[Value]) -> TrustVerdict {
    let text = document(statements);
    assert!(text.len() > 90_000, "{}", text.len());
    evaluate(&text, &expected("444455556666", None))
}

fn allow(principal: &Value, condition: &Value) -> Value {
    json!({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", "Condition": condition})
}

#[test]
fn a_pattern_made_to_hang_a_matcher_is_matched_or_given_up() {
    let pattern = "*a".repeat(50_000) + "b";
    let on = |key: &str| allow(&json!("*"), &json!({"StringLike": {key: pattern}}));
    assert!(!verdict(&[on("aws:PrincipalArn")]).is_trusted());
    assert!(!verdict(&[on("aws:PrincipalTag/x")]).is_trusted());
    let pattern = "?*".repeat(50_000);
    let on = |key: &str| allow(&json!("*"), &json!({"StringNotLike": {key: pattern}}));
    assert!(!verdict(&[on("aws:PrincipalArn")]).is_trusted());
}

#[test]
fn thousands_of_accounts_are_others_however_many_are_looked_at() {
    let accounts: Vec<_> = (0..7_000).map(|n| format!("{:012}", n * 7)).collect();
    let named = allow(&json!({"AWS": accounts}), &json!({}));
    assert!(verdict(&[named]).others_can_assume);
    let star = allow(
        &json!("*"),
        &json!({"StringEquals": {"aws:PrincipalAccount": accounts}}),
    );
    assert!(verdict(&[star]).others_can_assume);
}

#[test]
fn hundreds_of_conditions_on_both_sides_are_never_taken_for_proof() {
    let condition = |n: usize| json!({"StringEquals": {"aws:PrincipalTag/x": format!("v{n}")}});
    let mut statements: Vec<_> = (0..400)
        .map(|n| allow(&json!({"AWS": "444455556666"}), &condition(n)))
        .collect();
    for n in 0..400 {
        let mut deny = allow(&json!("*"), &condition(n));
        deny["Effect"] = json!("Deny");
        statements.push(deny);
    }
    assert!(!verdict(&statements).is_trusted());
}

fn is_given_up(verdict: &TrustVerdict) -> bool {
    verdict
        .findings
        .iter()
        .any(|f| f.code.as_str() == "too-complex")
}

fn deny(condition: &Value) -> Value {
    let mut deny = allow(&json!("*"), condition);
    deny["Effect"] = json!("Deny");
    deny
}

#[test]
fn lists_of_thousands_are_decided() {
    let accounts: Vec<_> = (0..7_000).map(|n| format!("{:012}", n * 7)).collect();
    let roles: Vec<_> = accounts
        .iter()
        .map(|id| format!("arn:aws:iam::{id}:role/app"))
        .collect();
    let all = allow(&json!("*"), &json!({}));
    let is_in = |key: &str, values: &[String]| json!({"StringEquals": {key: values}});
    let is_not_in = |key: &str, values: &[String]| json!({"StringNotEquals": {key: values}});
    for statements in [
        vec![allow(&json!({"AWS": accounts}), &json!({}))],
        vec![allow(
            &json!("*"),
            &is_in("aws:PrincipalAccount", &accounts),
        )],
        vec![allow(
            &json!("*"),
            &is_in("aws:PrincipalArn", &roles[..3_000]),
        )],
        vec![
            all.clone(),
            deny(&is_not_in("aws:PrincipalAccount", &accounts)),
        ],
        vec![all, deny(&is_not_in("aws:PrincipalArn", &roles[..3_000]))],
        accounts[..4_000]
            .iter()
            .map(|id| allow(&json!({"AWS": id}), &json!({})))
            .collect(),
    ] {
        let verdict = verdict(&statements);
        assert!(verdict.others_can_assume && !is_given_up(&verdict));
    }
}

#[test]
fn a_value_of_a_million_digits_names_no_account() {
    let digits = "1".repeat(1_000_000);
    for value in [digits.clone(), format!("{digits}*")] {
        for key in ["aws:PrincipalAccount", "aws:PrincipalArn"] {
            let verdict = verdict(&[
                allow(&json!({"AWS": "444455556666"}), &json!({})),
                allow(&json!("*"), &json!({"StringLike": {key: value}})),
            ]);
            assert!(verdict.is_trusted(), "{key}");
        }
    }
}

#[test]
fn thousands_of_statements_are_decided() {
    let statement = allow(&json!({"AWS": "444455556666"}), &json!({}));
    assert!(verdict(&vec![statement; 4_000]).is_trusted());
}
