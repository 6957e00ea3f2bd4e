//! Secrets: versions, labels and rotations.

use std::{sync::OnceLock, thread::sleep, time::Duration};

use serde_json::{Value, json};
use support::{
    account::Account,
    aws::{Aws, AwsError},
    cloudformation::{Stack, Template},
};

use crate::world::{
    assert_status, assume, code, fresh_account, grant, nothing, package, role, run,
};

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
    let first = call(aws, "get-secret-value", &[]).unwrap();
    call(aws, "rotate-secret", &["--client-request-token", TOKEN]).unwrap();
    assert_eq!(steps(&account, 4)[2..], ["createSecret", "setSecret"]);
    let current = call(aws, "get-secret-value", &[]).unwrap();
    assert_eq!(current["VersionId"], first["VersionId"]);
    let another = &["--client-request-token", OTHER_TOKEN];
    let refused = call(aws, "rotate-secret", another).unwrap_err();
    assert!(
        refused
            .message
            .contains("A previous rotation isn't complete"),
        "{refused}"
    );
    call(aws, "rotate-secret", &["--client-request-token", TOKEN]).unwrap();
    assert_eq!(steps(&account, 6)[4], "createSecret");
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

/// Creates a secret with a KMS key of its own, a role without rights on either, and a session of it.
fn secret_with_a_key() -> (Account, Aws, [String; 2]) {
    let account = fresh_account();
    let key = || {
        let made = run(account.aws(), "kms create-key").unwrap();
        made["KeyMetadata"]["Arn"].as_str().unwrap().to_owned()
    };
    let keys = [key(), key()];
    let create = format!(
        "secretsmanager create-secret --name keys --kms-key-id {}",
        keys[0]
    );
    run(account.aws(), &format!("{create} --secret-string 1")).unwrap();
    let arn = role(&account, "reader", &nothing());
    let session = assume(&account, &arn).unwrap();
    (account, session, keys)
}

/// Lets the role work with secrets, and use one key through Secrets Manager for this secret.
fn let_use(account: &Account, key: &str, actions: &[&str]) {
    let secret = call(account.aws(), "describe-secret", &[]).unwrap()["ARN"].clone();
    let through = json!({"StringEquals": {
        "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com",
        "kms:EncryptionContext:SecretARN": secret}});
    grant(
        account,
        "reader",
        &json!([
            {"Effect": "Allow", "Action": "secretsmanager:*", "Resource": "*"},
            {"Effect": "Allow", "Action": actions, "Resource": key, "Condition": through},
        ]),
    );
}

#[test]
fn a_secret_with_a_key_of_its_own_takes_rights_on_that_key_too() {
    let (account, session, [key, _]) = secret_with_a_key();
    let get = || call(&session, "get-secret-value", &[]);
    let put = || call(&session, "put-secret-value", &["--secret-string", "2"]);
    let_use(&account, &key, &["kms:DescribeKey"]);
    let refused = get().unwrap_err();
    assert_eq!(refused.code.as_deref(), Some("AccessDeniedException"));
    assert_eq!(refused.message, "Access to KMS is not allowed");
    let_use(&account, &key, &["kms:Decrypt"]);
    get().unwrap();
    assert_eq!(code(put()), "AccessDeniedException");
    let_use(&account, &key, &["kms:Decrypt", "kms:GenerateDataKey"]);
    put().unwrap();
}

#[test]
fn another_key_is_used_for_the_versions_with_one_of_aws_s_labels_only() {
    let (account, session, [key, other]) = secret_with_a_key();
    let aws = account.aws();
    let mine = ["--secret-string", "2", "--version-stages", "mine"];
    let unlabelled = [&mine[..], &["--client-request-token", TOKEN]].concat();
    call(aws, "put-secret-value", &unlabelled).unwrap();
    call(aws, "update-secret", &["--kms-key-id", &other]).unwrap();
    let_use(&account, &key, &["kms:Decrypt"]);
    let current = call(&session, "get-secret-value", &[]);
    assert_eq!(code(current), "AccessDeniedException");
    call(&session, "get-secret-value", &["--version-id", TOKEN]).unwrap();
}

#[test]
fn a_secret_in_its_recovery_window_gives_and_takes_no_value_until_it_is_restored() {
    let account = fresh_account();
    let aws = account.aws();
    let create = "secretsmanager create-secret --name keys --secret-string 1";
    run(aws, create).unwrap();
    call(aws, "delete-secret", &[]).unwrap();
    let get = || call(aws, "get-secret-value", &[]);
    let put = call(aws, "put-secret-value", &["--secret-string", "2"]);
    assert_eq!([code(get()), code(put)], ["InvalidRequestException"; 2]);
    let described = call(aws, "describe-secret", &[]).unwrap();
    assert!(!described["DeletedDate"].is_null());
    call(aws, "restore-secret", &[]).unwrap();
    get().unwrap();
}
