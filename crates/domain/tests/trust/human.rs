//! People give the program what they have, and get a verdict and an exit code.

use serde_json::{Value, json};

use crate::{
    check_trust::{policy, run},
    properties::encoded,
};

const ROLE: &str = "arn:aws:iam::123412341234:role/qovery";

/// The exit code, the first line of the verdict and the error message.
fn human(arguments: &[&str], input: impl AsRef<[u8]>) -> (Option<i32>, String, String) {
    let arguments = [&["--human", "--principal", "444455556666"], arguments].concat();
    let output = run(&arguments, input.as_ref());
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let first = text(output.stdout)
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned();
    (output.status.code(), first, text(output.stderr))
}

fn is_trusted(arguments: &[&str], input: impl AsRef<[u8]>) -> bool {
    let (code, first, error) = human(arguments, input);
    assert_eq!(error, "");
    code == Some(0) && first.starts_with("trusted")
}

/// The message where nothing can be judged.
fn error(arguments: &[&str], input: impl AsRef<[u8]>) -> String {
    let (code, first, error) = human(arguments, input);
    assert_eq!((code, first.as_str()), (Some(2), ""));
    error
}

fn get_role(document: &Value) -> Value {
    json!({"Role": {"RoleName": "qovery", "Arn": ROLE, "AssumeRolePolicyDocument": document}})
}

fn template() -> Value {
    let role = |document: Value| {
        let properties = json!({"AssumeRolePolicyDocument": document});
        json!({"Type": "AWS::IAM::Role", "Properties": properties})
    };
    let mut with_function = policy();
    with_function["Statement"]["Principal"]["AWS"] = json!({"Ref": "QoveryPrincipal"});
    json!({"Resources": {
        "Qovery": role(policy()),
        "Function": role(with_function),
        "Bucket": {"Type": "AWS::S3::Bucket"},
    }})
}

fn plan(values: &Value) -> Value {
    let resource =
        json!({"address": "aws_iam_role.qovery", "type": "aws_iam_role", "values": values});
    json!({"planned_values": {"root_module": {"child_modules": [{"resources": [resource]}]}}})
}

#[test]
fn the_exit_code_is_the_verdict() {
    let (code, first, _) = human(&["--role", ROLE], policy().to_string());
    assert_eq!((code, first), (Some(0), format!("trusted: {ROLE}")));
    let other = policy().to_string().replace("444455556666", "555566667777");
    let (code, first, _) = human(&["--role", ROLE], other);
    assert_eq!(code, Some(1));
    assert!(first.starts_with("error[principal-not-trusted]"), "{first}");
    assert!(!first.contains('\u{1b}'), "{first}");
    assert_eq!(human(&[], "{").0, Some(2));
    assert_eq!(human(&["--principal", "nobody"], "{}").0, Some(2));
    assert_eq!(human(&["--no-such-option"], "{}").0, Some(2));
}

#[test]
fn a_policy_is_read_in_the_encodings_that_shells_write() {
    let text = policy().to_string();
    assert!(is_trusted(&[], format!("\u{feff}{text}")));
    let utf16 = |unit: fn(u16) -> [u8; 2], mark: &str| -> Vec<u8> {
        format!("{mark}{text}")
            .encode_utf16()
            .flat_map(unit)
            .collect()
    };
    for mark in ["\u{feff}", ""] {
        assert!(is_trusted(&[], utf16(u16::to_le_bytes, mark)));
        assert!(is_trusted(&[], utf16(u16::to_be_bytes, mark)));
    }
    assert!(is_trusted(&[], encoded(&text)));
    assert!(is_trusted(&[], Value::from(text).to_string()));
    assert!(error(&[], b"{\xff}").contains("the input is not valid UTF-8"));
}

#[test]
fn the_output_of_get_role_holds_the_policy_and_the_role() {
    for document in [policy(), json!(encoded(&policy().to_string()))] {
        let (code, first, _) = human(&[], get_role(&document).to_string());
        assert_eq!((code, first), (Some(0), format!("trusted: {ROLE}")));
    }
    let another = ["--role", "arn:aws:iam::123412341234:role/another"];
    let message = error(&another, get_role(&policy()).to_string());
    assert!(
        message.contains("not in the input, which holds `qovery`"),
        "{message}"
    );
}

#[test]
fn a_template_holds_roles_of_which_one_is_meant() {
    let template = template().to_string();
    let message = error(&[], &template);
    assert!(
        message.contains("choose one of `Function`, `Qovery` with `--resource`"),
        "{message}"
    );
    assert!(is_trusted(&["--resource", "Qovery"], &template));
    let message = error(&["--resource", "Function"], &template);
    assert!(message.contains("`Function` holds `Ref`, whose value only the deployed stack has"));
    assert!(error(&["--resource", "Bucket"], &template).contains("not in the input"));
}

#[test]
fn a_plan_of_terraform_holds_the_policy_as_text() {
    let values = json!({"name": "qovery", "assume_role_policy": policy().to_string()});
    assert!(is_trusted(&["--role", ROLE], plan(&values).to_string()));
    let message = error(&[], plan(&json!({"name": "qovery"})).to_string());
    assert!(message.contains("only after it is applied"), "{message}");
}

#[test]
fn what_was_given_instead_of_a_policy_is_named() {
    for (input, what) in [
        ("", "the input is empty"),
        (
            "Version: 2012-10-17\nStatement:\n",
            "the input looks like YAML",
        ),
        (
            "resource \"aws_iam_role\" \"q\" {\n}",
            "the input is Terraform source",
        ),
        ("<html>", "the input is XML or HTML"),
        (
            "hello",
            "the input is neither JSON nor percent-encoded JSON",
        ),
        (
            r#"{"Reservations": []}"#,
            "the input is JSON without a trust policy",
        ),
        (
            r#"{"Role": {"RoleName": "qovery"}}"#,
            "the input is JSON without a trust policy",
        ),
    ] {
        let message = error(&[], input);
        assert!(
            message.starts_with(&format!("error: {what}: give")),
            "{message}"
        );
    }
}
