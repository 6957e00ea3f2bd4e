//! Policies far longer than any that IAM stores: decided, or given up with the answer that is safe.
//! The evaluator counts its own steps, so neither takes long.

use domain::trust::{TrustVerdict, evaluate};
use serde_json::{Value, json};

use crate::generated::{document, expected};

fn verdict(statements: &[Value]) -> TrustVerdict {
    let text = document(statements);
    assert!(text.len() > 90_000, "{}", text.len());
    evaluate(&text, &expected(None))
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

#[test]
fn thousands_of_statements_are_decided_in_steps_that_grow_as_they_do() {
    // The square of this is more steps than there are: `too-complex` would be the answer.
    let statement = allow(&json!({"AWS": "444455556666"}), &json!({}));
    assert!(verdict(&vec![statement; 4_000]).is_trusted());
}
