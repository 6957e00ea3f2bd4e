#![expect(
    clippy::disallowed_methods,
    reason = "how long it takes is what is tested"
)]

use std::time::{Duration, Instant};

use domain::trust::{TrustVerdict, evaluate};
use serde_json::{Value, json};

use crate::generated::{document, expected};

/// Generous, for a debug build on a busy machine: quadratic work on these would take minutes.
const IN_TIME: Duration = Duration::from_secs(3);

fn in_time(statements: &[Value]) -> TrustVerdict {
    let text = document(statements);
    assert!(text.len() > 90_000, "{}", text.len());
    let start = Instant::now();
    let verdict = evaluate(&text, &expected(None));
    let took = start.elapsed();
    assert!(took < IN_TIME, "{took:?}");
    verdict
}

fn allow(principal: &Value, condition: &Value) -> Value {
    json!({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", "Condition": condition})
}

#[test]
fn a_pattern_made_to_hang_a_matcher_takes_no_time() {
    let pattern = "*a".repeat(50_000) + "b";
    let on = |key: &str| allow(&json!("*"), &json!({"StringLike": {key: pattern}}));
    assert!(!in_time(&[on("aws:PrincipalArn")]).is_trusted());
    assert!(!in_time(&[on("aws:PrincipalTag/x")]).is_trusted());
    let pattern = "?*".repeat(50_000);
    let on = |key: &str| allow(&json!("*"), &json!({"StringNotLike": {key: pattern}}));
    assert!(!in_time(&[on("aws:PrincipalArn")]).is_trusted());
}

#[test]
fn thousands_of_accounts_take_no_time() {
    let accounts: Vec<_> = (0..7_000).map(|n| format!("{:012}", n * 7)).collect();
    let verdict = in_time(&[allow(&json!({"AWS": accounts}), &json!({}))]);
    assert!(verdict.others_can_assume);
    let star = allow(
        &json!("*"),
        &json!({"StringEquals": {"aws:PrincipalAccount": accounts}}),
    );
    assert!(in_time(&[star]).others_can_assume);
}

#[test]
fn thousands_of_statements_take_no_time() {
    let condition = |n: usize| json!({"StringEquals": {"aws:PrincipalTag/x": format!("v{n}")}});
    let mut statements: Vec<_> = (0..400)
        .map(|n| allow(&json!({"AWS": "444455556666"}), &condition(n)))
        .collect();
    for n in 0..400 {
        let mut deny = allow(&json!("*"), &condition(n));
        deny["Effect"] = json!("Deny");
        statements.push(deny);
    }
    assert!(!in_time(&statements).is_trusted());
}

#[test]
fn twice_the_policy_takes_about_twice_the_time() {
    let time = |count: usize| {
        let statement = allow(&json!({"AWS": "444455556666"}), &json!({}));
        let text = document(&vec![statement; count]);
        // Often: on a busy machine most runs are interrupted.
        (0..25)
            .map(|_| {
                let start = Instant::now();
                assert!(evaluate(&text, &expected(None)).is_trusted());
                start.elapsed()
            })
            .min()
            .unwrap()
    };
    let (one, four) = (time(500), time(2_000));
    assert!(four < one * 10, "{one:?} {four:?}");
}
