//! Faults on demand, and changes that take their time.

use std::time::Duration;

use serde_json::json;
use support::account::{Account, Fault};

use crate::world::{assume, code, document, fresh_account, grant, nothing, role, run, until};

/// Longer than any test takes: what is changed does not count until the delay is shorter.
const LONG: Duration = Duration::from_hours(24);
const SHORT: Duration = Duration::from_secs(1);

/// A role that may do everything; its ARN.
fn powerful(account: &Account) -> String {
    let rights = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    role(account, "powerful", &rights)
}

#[test]
fn a_fault_meets_as_many_calls_of_one_action_as_it_was_asked_for_and_not_the_root_s() {
    let account = fresh_account();
    let session = assume(&account, &powerful(&account)).unwrap();
    let tag = "iam tag-role --role-name powerful --tags Key=a,Value=b";
    account
        .fail_next("iam:TagRole", Fault::Conflict, 1)
        .unwrap();
    account.fail_next("iam:TagRole", Fault::Denied, 2).unwrap();
    assert_eq!(code(run(&session, tag)), "ConcurrentModification");
    run(account.aws(), tag).unwrap();
    for _ in 0..2 {
        assert_eq!(code(run(&session, tag)), "AccessDenied");
    }
    run(&session, tag).unwrap();

    // The CLI tries a throttled call twice.
    let get = "iam get-role --role-name powerful";
    account
        .fail_next("iam:GetRole", Fault::Throttled, 2)
        .unwrap();
    assert_eq!(code(run(&session, get)), "Throttling");
    run(&session, get).unwrap();

    let stacks = "cloudformation describe-stacks";
    account
        .fail_next("cloudformation:DescribeStacks", Fault::Denied, 1)
        .unwrap();
    assert_eq!(code(run(&session, stacks)), "AccessDenied");
    run(&session, stacks).unwrap();
    account
        .fail_next("s3:GetObject", Fault::Conflict, 1)
        .unwrap_err();
}

#[test]
fn a_new_role_key_or_right_counts_only_after_the_delay() {
    let account = fresh_account();
    let session = assume(&account, &powerful(&account)).unwrap();
    account.delay_iam(LONG).unwrap();

    let trust = document(&json!({"Effect": "Allow", "Principal": {"AWS": "*"},
        "Action": "sts:AssumeRole"}));
    let create = format!("--role-name new --assume-role-policy-document {trust}");
    let new = run(account.aws(), &format!("iam create-role {create}")).unwrap();
    let new = new["Role"]["Arn"].as_str().unwrap();
    assert_eq!(
        code(run(account.aws(), "iam get-role --role-name new")),
        "NoSuchEntity"
    );
    let early = assume(&account, new).unwrap_err();
    assert_eq!(early.code.as_deref(), Some("AccessDenied"));
    account.delay_iam(SHORT).unwrap();
    until("the role counts", || assume(&account, new).is_ok());
    account.delay_iam(LONG).unwrap();

    run(account.aws(), "iam create-user --user-name person").unwrap();
    let key = run(account.aws(), "iam create-access-key --user-name person").unwrap();
    let part = |name: &str| key["AccessKey"][name].as_str().unwrap().to_owned();
    let (id, secret) = (part("AccessKeyId"), part("SecretAccessKey"));
    let person = account.aws().with_credentials(&id, &secret, None);
    let who = "sts get-caller-identity";
    assert_eq!(code(run(&person, who)), "InvalidClientTokenId");
    account.delay_iam(Duration::ZERO).unwrap();
    run(&person, who).unwrap();
    account.delay_iam(LONG).unwrap();

    grant(&account, "powerful", &nothing());
    let get = "iam get-role --role-name powerful";
    run(&session, get).unwrap();
    account.delay_iam(Duration::ZERO).unwrap();
    assert_eq!(code(run(&session, get)), "AccessDenied");
}
