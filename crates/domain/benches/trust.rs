//! One verdict: on the policy that nearly every role has, and on the worst ones.
//!
//! `cargo bench -p domain --bench trust`
#![expect(clippy::expect_used, reason = "a bench that cannot start has failed")]

use divan::{Bencher, black_box};
use domain::trust::{ExpectedTrust, evaluate};

fn main() {
    divan::main();
}

fn expected() -> ExpectedTrust {
    ExpectedTrust {
        principals: vec!["444455556666".parse().expect("an account")],
        additional: Vec::new(),
        external_id: Some("Org-5f2b.9@eu".parse().expect("an external id")),
        role: "arn:aws:iam::123412341234:role/qovery-role"
            .parse()
            .expect("a role"),
    }
}

const COMMON: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"Org-5f2b.9@eu"}}}]}"#;

fn run(bencher: Bencher, document: &str) {
    let expected = expected();
    bencher.bench_local(|| evaluate(black_box(document), black_box(&expected)));
}

/// One account, one external id, as plain JSON.
#[divan::bench]
fn common(bencher: Bencher) {
    run(bencher, COMMON);
}

/// The same, as `GetRole` gives it.
#[divan::bench]
fn common_encoded(bencher: Bencher) {
    let hex = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    let document: String = COMMON.bytes().map(hex).collect();
    run(bencher, &document);
}

/// As long as IAM stores one: open to everyone, every account to be told apart.
#[divan::bench]
fn longest_that_iam_stores(bencher: Bencher) {
    let accounts: Vec<_> = (0..260).map(|n| format!("\"{n:012}\"")).collect();
    run(bencher, &star(&accounts.join(",")));
}

/// A pattern of 100 KB made to hang a matcher that backtracks.
#[divan::bench]
fn pathological_pattern(bencher: Bencher) {
    run(bencher, &star(&format!("\"{}b\"", "*a".repeat(50_000))));
}

/// 100 KB of accounts.
#[divan::bench]
fn seven_thousand_accounts(bencher: Bencher) {
    let accounts: Vec<_> = (0..7_000).map(|n| format!("\"{n:012}\"")).collect();
    run(bencher, &star(&accounts.join(",")));
}

/// One value of a million digits, in which every twelve could be an account.
#[divan::bench]
fn million_digits(bencher: Bencher) {
    run(bencher, &star(&format!("\"{}\"", "1".repeat(1_000_000))));
}

fn star(values: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Condition":{{"StringLike":{{"aws:PrincipalAccount":[{values}]}}}}}}]}}"#
    )
}
