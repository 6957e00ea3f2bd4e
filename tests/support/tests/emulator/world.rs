//! What the modules above share.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
    thread::sleep,
    time::Duration,
};

use serde_json::{Value, json};
use support::{
    account::Account,
    aws::{Aws, AwsError},
    cloudformation::{StackResult, Template},
    emulator::Emulator,
};

pub(crate) fn emulator() -> &'static Emulator {
    Emulator::shared().unwrap()
}

pub(crate) fn fresh_account() -> Account {
    emulator().fresh_account().unwrap()
}

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/emulator/fixtures")
        .join(name)
}

/// A template with code, packaged once for all tests.
pub(crate) fn custom_resource() -> &'static Template {
    static PACKAGED: OnceLock<Template> = OnceLock::new();
    PACKAGED.get_or_init(|| package("custom-resource.yaml"))
}

pub(crate) fn package(name: &str) -> Template {
    let publisher = emulator().account("900000000000").unwrap();
    Template::package(
        &publisher,
        &fixture(name),
        &[("function", &fixture("function"))],
    )
    .unwrap()
}

/// Two stacks' results read alike when their statuses do.
pub(crate) fn assert_status(result: &StackResult, status: &str) {
    let events: Vec<_> = result.events.iter().map(ToString::to_string).collect();
    assert_eq!(
        result.status,
        status,
        "{}\n{}",
        result.reason,
        events.join("\n")
    );
}

/// Runs a call that is written as on a command line; for words without spaces.
pub(crate) fn run(aws: &Aws, line: &str) -> Result<Value, AwsError> {
    aws.run(&line.split_whitespace().collect::<Vec<_>>())
}

/// What the function of a custom resource was asked, in order.
pub(crate) fn requests(account: &Account) -> Vec<String> {
    let lines = account.log_lines("/function").unwrap();
    lines
        .into_iter()
        .filter(|line| line.contains(" value="))
        .collect()
}

/// The statuses of one resource, or of the stack by its own name, in order.
pub(crate) fn statuses<'a>(result: &'a StackResult, logical_id: &str) -> Vec<&'a str> {
    let events = result.events.iter();
    let of = events.filter(|event| event.logical_id == logical_id);
    of.map(|event| event.status.as_str()).collect()
}

/// Waits until something is so.
pub(crate) fn until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..400 {
        if is_so() {
            return;
        }
        sleep(Duration::from_millis(50));
    }
    panic!("not within 20 seconds: {what}");
}

/// A call by a session of a role.
pub(crate) fn assume(account: &Account, role_arn: &str) -> Result<Aws, AwsError> {
    let assume = format!("sts assume-role --role-session-name test --role-arn {role_arn}");
    let session = run(account.aws(), &assume)?;
    let part = |name: &str| session["Credentials"][name].as_str().unwrap().to_owned();
    let (id, secret) = (part("AccessKeyId"), part("SecretAccessKey"));
    let token = part("SessionToken");
    Ok(account.aws().with_credentials(&id, &secret, Some(&token)))
}

/// No rights at all: a policy needs a statement.
pub(crate) fn nothing() -> Value {
    json!({"Effect": "Deny", "Action": "*", "Resource": "*"})
}

/// Makes a role that anybody may assume, with these rights, and gives its ARN.
pub(crate) fn role(account: &Account, name: &str, statements: &Value) -> String {
    let trust = document(&json!({"Effect": "Allow", "Principal": {"AWS": "*"},
        "Action": "sts:AssumeRole"}));
    let create = format!("--role-name {name} --assume-role-policy-document {trust}");
    let made = run(account.aws(), &format!("iam create-role {create}")).unwrap();
    grant(account, name, statements);
    made["Role"]["Arn"].as_str().unwrap().to_owned()
}

/// Gives a role these rights instead of those that it had.
pub(crate) fn grant(account: &Account, role: &str, statements: &Value) {
    let policy = document(statements);
    let put = format!("--role-name {role} --policy-name rights --policy-document {policy}");
    run(account.aws(), &format!("iam put-role-policy {put}")).unwrap();
}

/// A policy, without a blank in it.
pub(crate) fn document(statements: &Value) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

/// The code that a call was refused with.
pub(crate) fn code(refused: Result<Value, AwsError>) -> String {
    refused.unwrap_err().code.unwrap_or_default()
}
