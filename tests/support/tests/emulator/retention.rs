//! What stays when its stack lets it go.

use std::collections::BTreeSet;

use support::{
    account::Account,
    cloudformation::{Stack, Template},
};

use crate::world::{assert_status, fixture, fresh_account, run};

const FAILS: (&str, &str) = ("Fails", "yes");

fn template() -> Template {
    Template::File(fixture("retention.yaml"))
}

/// A stack in an account where the role that it can be told to make is there already.
fn stack() -> (Account, Stack) {
    let account = fresh_account();
    let trust = r#"{"Version":"2012-10-17","Statement":[]}"#;
    let role = format!("iam create-role --role-name taken --assume-role-policy-document {trust}");
    run(account.aws(), &role).unwrap();
    let stack = account.stack("kept");
    (account, stack)
}

fn queues(account: &Account) -> BTreeSet<String> {
    let listed = run(account.aws(), "sqs list-queues").unwrap();
    let urls = listed["QueueUrls"].as_array().into_iter().flatten();
    let names = urls.filter_map(|url| url.as_str()?.rsplit('/').next());
    names.map(str::to_owned).collect()
}

fn users(account: &Account) -> usize {
    let listed = run(account.aws(), "iam list-users").unwrap();
    listed["Users"].as_array().unwrap().len()
}

fn names<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
    names.map(str::to_owned).into()
}

#[test]
fn the_roll_back_of_a_first_create_leaves_what_is_retained() {
    let (account, stack) = stack();
    let failed = stack.create(&template(), &[FAILS]).unwrap();
    assert_status(&failed, "ROLLBACK_COMPLETE");
    assert_eq!(queues(&account), names(["retained-one"]));
    assert_eq!(users(&account), 1);
}

#[test]
fn with_retain_except_on_create_it_leaves_nothing() {
    let (account, stack) = stack();
    let stack = stack.with_options(&["--retain-except-on-create"]);
    stack.create(&template(), &[FAILS]).unwrap();
    assert_eq!((queues(&account), users(&account)), (names([]), 0));

    let (account, stack) = self::stack();
    let fails = format!("ParameterKey={},ParameterValue={}", FAILS.0, FAILS.1);
    let file = format!("file://{}", fixture("retention.yaml").display());
    let named = "--stack-name kept --change-set-name first";
    let create = format!(
        "cloudformation create-change-set {named} --change-set-type CREATE \
         --capabilities CAPABILITY_NAMED_IAM --parameters {fails} --template-body {file}"
    );
    run(account.aws(), &create).unwrap();
    let execute = format!("cloudformation execute-change-set {named} --retain-except-on-create");
    run(account.aws(), &execute).unwrap();
    crate::world::until("the roll-back", || {
        stack.status().unwrap() == "ROLLBACK_COMPLETE"
    });
    assert_eq!((queues(&account), users(&account)), (names([]), 0));
}

#[test]
fn the_roll_back_of_an_update_leaves_what_is_retained_by_its_deletion_policy() {
    let (account, stack) = stack();
    stack.create(&template(), &[]).unwrap();
    let failed = stack
        .update(&template(), &[FAILS, ("Name", "two")])
        .unwrap();
    assert_status(&failed, "UPDATE_ROLLBACK_COMPLETE");
    let left = [
        "plain-one",
        "retained-one",
        "retained-two",
        "snapshot-one",
        "young-one",
    ];
    assert_eq!(queues(&account), names(left));
}

#[test]
fn what_is_replaced_or_removed_or_deleted_stays_where_the_policy_says_so() {
    let (account, stack) = stack();
    stack.create(&template(), &[]).unwrap();
    let replaced = stack.update(&template(), &[("Name", "two")]).unwrap();
    assert_status(&replaced, "UPDATE_COMPLETE");
    let [plain, snapshot] = ["plain-two", "snapshot-two"];
    let kept = ["retained-one", "young-one", "retained-two", "young-two"];
    let [a, b, c, d] = kept;
    assert_eq!(queues(&account), names([a, b, c, d, plain, snapshot]));

    stack.update(&template(), &[("HasUser", "no")]).unwrap();
    assert_eq!(users(&account), 1);
    stack.delete().unwrap();
    assert_eq!(queues(&account), names(kept));
}

#[test]
fn what_comes_back_beside_what_was_kept_has_another_generated_name() {
    let (account, stack) = stack();
    stack.create(&template(), &[]).unwrap();
    for has_user in ["no", "yes"] {
        let updated = stack.update(&template(), &[("HasUser", has_user)]).unwrap();
        assert_status(&updated, "UPDATE_COMPLETE");
    }
    stack.delete().unwrap();
    stack.create(&template(), &[]).unwrap();
    assert_eq!(users(&account), 3);
}
