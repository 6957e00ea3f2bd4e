//! The program answers a line for a line.

use std::{
    io::{ErrorKind, Write},
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};

/// Cargo builds the examples beside the tests, unless it was asked for this test alone.
fn program() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let program = tests
        .ancestors()
        .nth(2)
        .unwrap()
        .join("examples/check_trust");
    if !program.exists() {
        let build = ["build", "--package", "domain", "--example", "check_trust"];
        assert!(
            Command::new(env!("CARGO"))
                .args(build)
                .status()
                .unwrap()
                .success()
        );
    }
    program
}

pub(crate) fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(program())
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let written = child.stdin.take().unwrap().write_all(input);
    // A program that refuses its arguments may be gone before it is written to.
    if let Err(error) = written {
        assert_eq!(error.kind(), ErrorKind::BrokenPipe, "{error}");
    }
    child.wait_with_output().unwrap()
}

pub(crate) fn policy() -> Value {
    json!({"Statement": {"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "sts:AssumeRole"}})
}

fn line(id: &str, principal: &str, policy: &Value) -> String {
    json!({"id": id, "trust_policy": policy, "expected_principal": principal, "external_id": null})
        .to_string()
}

#[test]
fn every_line_is_answered_in_its_place_and_none_stops_the_run() {
    let lines = [
        line("object", "444455556666", &policy()),
        "{".to_owned(),
        line("text", "444455556666", &Value::from(policy().to_string())),
        json!({"id": "no-policy"}).to_string(),
        line("wrong-principal", "44445555666", &policy()),
        r#"{"id":"twice","trust_policy":{"Statement":[],"Statement":[]},"expected_principal":"444455556666"}"#.to_owned(),
    ];
    let output = run(&[], lines.join("\n").as_bytes());
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<Value> = text
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let short: Vec<_> = answers.iter().map(|a| (&a["id"], &a["verdict"])).collect();
    let expected = [
        (json!("object"), json!("trusted")),
        (Value::Null, json!("invalid")),
        (json!("text"), json!("trusted")),
        (json!("no-policy"), json!("invalid")),
        (json!("wrong-principal"), json!("untrusted")),
        (json!("twice"), json!("invalid")),
    ];
    assert_eq!(
        short,
        expected
            .iter()
            .map(|(id, verdict)| (id, verdict))
            .collect::<Vec<_>>()
    );
    assert_eq!(answers[1]["findings"][0]["code"], "unreadable-line");
    assert_eq!(answers[4]["can_assume"], "no");
}

#[test]
fn a_line_without_a_role_gets_no_invented_one() {
    let condition = json!({"StringNotEquals": {"aws:ResourceAccount": "123412341234"}});
    let mut undecided = policy();
    undecided["Statement"]["Condition"] = condition;
    let output = run(&[], line("no-role", "444455556666", &undecided).as_bytes());
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["can_assume"], "depends");
    assert_eq!(answer["findings"][0]["code"], "condition-undecided");
    assert!(!String::from_utf8_lossy(&output.stdout).contains("000000000000"));
}

#[test]
fn a_byte_order_mark_before_a_line_is_named() {
    let output = run(&[], b"\xef\xbb\xbf{}");
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let message = answer["findings"][0]["message"].as_str().unwrap();
    assert!(message.contains("byte-order mark"), "{message}");
}
