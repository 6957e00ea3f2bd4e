//! Secrets: versions, labels and rotations.

use std::{sync::OnceLock, thread::sleep, time::Duration};

use serde_json::Value;
use support::{
    account::Account,
    aws::{Aws, AwsError},
    cloudformation::{Stack, Template},
};

use crate::world::{assert_status, fresh_account, package};

const TOKEN: &str = "10000000-0000-4000-8000-000000000000";
const OTHER_TOKEN: &str = "20000000-0000-4000-8000-000000000000";

fn rotating(fail_at: &str) -> (Account, Stack) {
    static PACKAGED: OnceLock<Template> = OnceLock::new();
    let template = PACKAGED.get_or_init(|| package("rotation.yaml"));
    let account = fresh_account();
    let stack = account.stack("secrets");
    let created = stack.create(template, &[("FailAt", fail_at)]).unwrap();
    assert_status(&created, "CREATE_COMPLETE");
    assert!(created.outputs["Secret"].starts_with("arn:aws:secretsmanager:"));
    (account, stack)
}

fn call(aws: &Aws, operation: &str, options: &[&str]) -> Result<Value, AwsError> {
    aws.run(
        &[
            &["secretsmanager", operation, "--secret-id", "keys"],
            options,
        ]
        .concat(),
    )
}

/// The steps that the function was asked for, once they are `count`.
fn steps(account: &Account, count: usize) -> Vec<String> {
    for _ in 0..100 {
        let lines = account.log_lines("/aws/lambda/rotating").unwrap();
        let words = lines
            .iter()
            .filter_map(|line| line.split_whitespace().next());
        let steps = words.filter(|word| word.ends_with("Secret"));
        let steps: Vec<_> = steps.map(str::to_owned).collect();
        if steps.len() >= count {
            return steps;
        }
        sleep(Duration::from_millis(200));
    }
    panic!("the function was asked less than {count} things");
}

#[test]
fn a_rotation_runs_the_four_steps_and_moves_the_label() {
    let (account, stack) = rotating("");
    let aws = account.aws();
    assert_eq!(
        steps(&account, 4),
        ["createSecret", "setSecret", "testSecret", "finishSecret"]
    );
    let first = call(aws, "get-secret-value", &[]).unwrap();
    call(aws, "rotate-secret", &["--client-request-token", TOKEN]).unwrap();
    steps(&account, 8);
    let second = call(aws, "get-secret-value", &[]).unwrap();
    assert_eq!(second["SecretString"], format!("made for {TOKEN}"));
    let previous = call(aws, "get-secret-value", &["--version-stage", "AWSPREVIOUS"]).unwrap();
    assert_eq!(previous["VersionId"], first["VersionId"]);
    let described = call(aws, "describe-secret", &[]).unwrap();
    assert_eq!(
        described["RotationRules"]["ScheduleExpression"],
        "rate(90 days)"
    );
    assert!(described["LastRotatedDate"].is_string() || described["LastRotatedDate"].is_number());
    let policy = call(aws, "get-resource-policy", &[]).unwrap();
    assert!(
        policy["ResourcePolicy"]
            .as_str()
            .unwrap()
            .contains("secretsmanager:DeleteSecret")
    );
    assert_status(&stack.delete().unwrap(), "DELETE_COMPLETE");
}

#[test]
fn a_rotation_that_failed_can_be_repeated_with_its_token_only() {
    let (account, _) = rotating("setSecret");
    let aws = account.aws();
    assert_eq!(steps(&account, 2), ["createSecret", "setSecret"]);
    let missing = call(aws, "get-secret-value", &[]).unwrap_err();
    assert_eq!(missing.code.as_deref(), Some("ResourceNotFoundException"));
    let pending = call(aws, "get-secret-value", &["--version-stage", "AWSPENDING"]).unwrap();
    let refused = call(aws, "rotate-secret", &["--client-request-token", TOKEN]).unwrap_err();
    assert!(
        refused
            .message
            .contains("A previous rotation isn't complete"),
        "{refused}"
    );
    let token = pending["VersionId"].as_str().unwrap();
    call(aws, "rotate-secret", &["--client-request-token", token]).unwrap();
    assert_eq!(steps(&account, 4)[2], "createSecret");
}

#[test]
fn a_value_is_put_once_per_token_and_pending_is_one_version() {
    let account = fresh_account();
    let aws = account.aws();
    let create = [
        "secretsmanager",
        "create-secret",
        "--name",
        "keys",
        "--secret-string",
        "1",
    ];
    aws.run(&[&create[..], &["--client-request-token", TOKEN]].concat())
        .unwrap();
    let same = ["--secret-string", "1", "--client-request-token", TOKEN];
    assert_eq!(
        call(aws, "put-secret-value", &same).unwrap()["VersionId"],
        TOKEN
    );
    let other = ["--secret-string", "2", "--client-request-token", TOKEN];
    let refused = call(aws, "put-secret-value", &other).unwrap_err();
    assert_eq!(refused.code.as_deref(), Some("ResourceExistsException"));

    let pending = ["--secret-string", "2", "--version-stages", "AWSPENDING"];
    call(aws, "put-secret-value", &pending).unwrap();
    let moved = [&pending[..], &["--client-request-token", OTHER_TOKEN]].concat();
    call(aws, "put-secret-value", &moved).unwrap();
    let now = call(aws, "get-secret-value", &["--version-stage", "AWSPENDING"]).unwrap();
    assert_eq!(now["VersionId"], OTHER_TOKEN);
    let mismatch = ["--version-stage", "AWSPENDING", "--version-id", TOKEN];
    let refused = call(aws, "get-secret-value", &mismatch).unwrap_err();
    assert_eq!(refused.code.as_deref(), Some("InvalidRequestException"));
}
