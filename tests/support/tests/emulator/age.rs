//! Time that goes by.

use std::time::Duration;

use serde_json::Value;
use support::account::Account;

use crate::world::{fresh_account, run};

const DAY: Duration = Duration::from_hours(24);
const TAG: &str = "at=2026-03-08T12:00:00Z";

/// An account with a user who has a tag and a key that was used, and a secret: and the key's id.
fn dated() -> (Account, String) {
    let account = fresh_account();
    let aws = account.aws();
    run(aws, "iam create-user --user-name person").unwrap();
    let tag = format!("iam tag-user --user-name person --tags Key=note,Value={TAG}");
    run(aws, &tag).unwrap();
    let key = run(aws, "iam create-access-key --user-name person").unwrap();
    let text = |name: &str| key["AccessKey"][name].as_str().unwrap().to_owned();
    let (id, secret) = (text("AccessKeyId"), text("SecretAccessKey"));
    let person = aws.with_credentials(&id, &secret, None);
    run(&person, "sts get-caller-identity").unwrap();
    let secret = "secretsmanager create-secret --name keys --secret-string nothing";
    run(aws, secret).unwrap();
    (account, id)
}

/// Every answer that tells a date.
fn dates(account: &Account, key: &str) -> [Value; 4] {
    let aws = account.aws();
    let keys = run(aws, "iam list-access-keys --user-name person").unwrap();
    let last_used = format!("iam get-access-key-last-used --access-key-id {key}");
    let last_used = run(aws, &last_used).unwrap();
    let secret = run(aws, "secretsmanager describe-secret --secret-id keys").unwrap();
    let tags = run(aws, "iam list-user-tags --user-name person").unwrap();
    [
        keys["AccessKeyMetadata"][0]["CreateDate"].clone(),
        last_used["AccessKeyLastUsed"]["LastUsedDate"].clone(),
        secret["CreatedDate"].clone(),
        tags["Tags"][0]["Value"].clone(),
    ]
}

#[test]
fn what_an_account_has_dated_becomes_older_and_nobody_elses() {
    let (account, key) = dated();
    let (other, other_key) = dated();
    let [before, others] = [dates(&account, &key), dates(&other, &other_key)];
    account.age(7 * DAY).unwrap();
    let after = dates(&account, &key);
    assert_eq!(after[3], "at=2026-03-01T12:00:00Z");
    for (before, after) in before.iter().zip(&after) {
        assert_ne!(before, after);
    }
    assert_eq!(dates(&other, &other_key), others);

    account.age(Duration::ZERO).unwrap();
    assert_eq!(dates(&account, &key), after);
}
