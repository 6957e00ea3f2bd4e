//! What a stack says of itself while it changes, and operations that overtake others.

use serde_json::json;
use support::{
    account::Account,
    cloudformation::{Stack, Template},
};

use crate::world::{
    assert_status, assume, code, custom_resource, fixture, fresh_account, requests, role, run,
    statuses, until,
};

/// A custom resource that looks at its stack's status when it is asked.
const LOOKS: (&str, &str) = ("Looks", "yes");

fn stack() -> (Account, Stack) {
    let account = fresh_account();
    let stack = account.stack("things");
    (account, stack)
}

/// Waits until the custom resource is asked.
fn until_asked(account: &Account, status: &str) {
    until(status, || {
        let events = run(
            account.aws(),
            "cloudformation describe-stack-events --stack-name things",
        );
        let events = events.unwrap_or_default();
        let events = events["StackEvents"].as_array().into_iter().flatten();
        let mut of_thing = events.filter(|event| event["LogicalResourceId"] == "Thing");
        of_thing
            .next()
            .is_some_and(|last| last["ResourceStatus"] == status)
    });
}

#[test]
fn a_function_sees_the_status_that_its_request_belongs_to() {
    let (account, stack) = stack();
    stack.create(custom_resource(), &[LOOKS]).unwrap();
    let replace = [("Value", "2"), ("Identity", "second")];
    stack.update(custom_resource(), &replace).unwrap();
    let fail = [("Value", "3"), ("Does", "Update=fail")];
    stack.update(custom_resource(), &fail).unwrap();
    stack.delete().unwrap();
    let asked = [
        "Create - value=1 status=CREATE_IN_PROGRESS",
        "Update thing/first value=2 status=UPDATE_IN_PROGRESS",
        "Delete thing/first value=1 status=UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
        "Update thing/second value=3 status=UPDATE_IN_PROGRESS",
        "Update thing/second value=2 status=UPDATE_ROLLBACK_IN_PROGRESS",
        "Delete thing/second value=2 status=DELETE_IN_PROGRESS",
    ];
    assert_eq!(requests(&account), asked);

    let (account, stack) = self::stack();
    let fail = [LOOKS, ("Does", "Create=fail")];
    stack.create(custom_resource(), &fail).unwrap();
    assert!(requests(&account)[1].ends_with("status=ROLLBACK_IN_PROGRESS"));
}

#[test]
fn a_cancelled_update_is_rolled_back_while_its_request_is_still_under_way() {
    let (account, stack) = stack();
    stack.create(custom_resource(), &[LOOKS]).unwrap();
    let late = [("Value", "2"), ("Does", "Update=late")];
    stack.start_update(custom_resource(), &late).unwrap();
    until_asked(&account, "UPDATE_IN_PROGRESS");
    let cancelled = stack.start("cancel-update-stack", &[]).unwrap();
    let cancelled = stack.watch(cancelled).unwrap();
    assert_status(&cancelled, "UPDATE_ROLLBACK_COMPLETE");
    assert_eq!(cancelled.outputs["Value"], "1");
    let rolled_back = "Update thing/first value=1 status=UPDATE_ROLLBACK_IN_PROGRESS";
    assert!(requests(&account).contains(&rolled_back.to_owned()));

    let nothing = stack.start("cancel-update-stack", &[]).unwrap_err();
    assert!(nothing.message.contains("cannot be called"), "{nothing}");
}

#[test]
fn a_deletion_overtakes_a_create_that_still_runs_and_no_other_operation() {
    let (account, stack) = stack();
    let late = [LOOKS, ("Does", "Create=late")];
    stack.start_create(custom_resource(), &late).unwrap();
    until_asked(&account, "CREATE_IN_PROGRESS");
    let deleted = stack.delete().unwrap();
    assert_status(&deleted, "DELETE_COMPLETE");
    let delete = requests(&account)
        .into_iter()
        .find(|asked| asked.starts_with("Delete"));
    let delete = delete.unwrap();
    assert!(delete.starts_with("Delete things-Thing-"), "{delete}");
    assert!(delete.ends_with("status=DELETE_IN_PROGRESS"), "{delete}");
    run(account.aws(), "iam get-role --role-name neighbour").unwrap_err();

    let (account, stack) = self::stack();
    stack.create(custom_resource(), &[]).unwrap();
    let silent = [("Does", "Update=silence"), ("Value", "2")];
    stack.start_update(custom_resource(), &silent).unwrap();
    until_asked(&account, "UPDATE_IN_PROGRESS");
    let refused = stack.delete().unwrap_err();
    assert!(
        refused
            .message
            .contains("while in status UPDATE_IN_PROGRESS"),
        "{refused}"
    );
}

#[test]
fn the_failure_of_another_resource_ends_the_wait_for_the_custom_resource() {
    let (account, stack) = stack();
    let late = [LOOKS, ("Does", "Create=late")];
    let create = stack.start_create(custom_resource(), &late).unwrap();
    until_asked(&account, "CREATE_IN_PROGRESS");
    account.interrupt("things").unwrap();
    let created = stack.watch(create).unwrap();
    assert_status(&created, "ROLLBACK_COMPLETE");
    assert_eq!(created.failure(), "Resource creation cancelled");
    let delete = requests(&account).into_iter();
    let mut deletes = delete.filter(|asked| asked.starts_with("Delete"));
    assert!(
        deletes
            .next()
            .unwrap()
            .ends_with("status=ROLLBACK_IN_PROGRESS")
    );
}

#[test]
fn a_clean_up_is_tried_three_times_and_its_failure_does_not_fail_the_update() {
    let (account, stack) = stack();
    stack
        .create(custom_resource(), &[("Does", "Delete=fail")])
        .unwrap();
    let replaced = stack
        .update(custom_resource(), &[("Identity", "second")])
        .unwrap();
    assert_status(&replaced, "UPDATE_COMPLETE");
    let after = ["UPDATE_COMPLETE", "DELETE_IN_PROGRESS", "DELETE_FAILED"];
    assert!(statuses(&replaced, "Thing").ends_with(&after));
    let asked = requests(&account).into_iter();
    let deletes = asked.filter(|asked| asked.starts_with("Delete thing/first"));
    assert_eq!(deletes.count(), 3);
}

#[test]
fn what_failed_without_a_roll_back_is_tried_again_or_rolled_back_later() {
    let (account, stack) = stack();
    let stack = stack.with_options(&["--disable-rollback"]);
    let failed = [("Does", "Create=fail"), ("Value", "0")];
    let failed = stack.create(custom_resource(), &failed).unwrap();
    assert_status(&failed, "CREATE_FAILED");
    let with_roll_back = account
        .stack("things")
        .update(custom_resource(), &[("Does", "")]);
    let with_roll_back = with_roll_back.unwrap_err().message;
    assert!(with_roll_back.contains("non-terminal [CREATE_FAILED]"));
    let tried_again = [("Does", ""), ("Value", "1")];
    let tried_again = stack.update(custom_resource(), &tried_again).unwrap();
    assert_status(&tried_again, "UPDATE_COMPLETE");

    for value in ["2", "3"] {
        let failed = [("Does", "Update=fail"), ("Value", value)];
        let failed = stack.update(custom_resource(), &failed).unwrap();
        assert_status(&failed, "UPDATE_FAILED");
    }
    let rolled_back = stack.start("rollback-stack", &[]).unwrap();
    let rolled_back = stack.watch(rolled_back).unwrap();
    assert_status(&rolled_back, "UPDATE_ROLLBACK_COMPLETE");
    let last = requests(&account).pop().unwrap();
    assert_eq!(last, "Update thing/first value=1");
}

#[test]
fn a_roll_back_that_failed_is_continued_or_the_resource_skipped() {
    let (account, stack) = stack();
    stack
        .create(custom_resource(), &[("Does", "Update=fail")])
        .unwrap();
    let failed = stack.update(custom_resource(), &[("Value", "2")]).unwrap();
    assert_status(&failed, "UPDATE_ROLLBACK_FAILED");
    let again = stack.start("continue-update-rollback", &[]).unwrap();
    assert_status(&stack.watch(again).unwrap(), "UPDATE_ROLLBACK_FAILED");
    let skip = ["--resources-to-skip", "Thing"];
    let skipped = stack.start("continue-update-rollback", &skip).unwrap();
    assert_status(&stack.watch(skipped).unwrap(), "UPDATE_ROLLBACK_COMPLETE");
    assert_eq!(requests(&account).len(), 4);
}

#[test]
fn a_protected_stack_is_not_deleted() {
    let (account, stack) = stack();
    let stack = stack.with_options(&["--enable-termination-protection"]);
    stack.create(custom_resource(), &[]).unwrap();
    let refused = stack.delete().unwrap_err().message;
    assert!(refused.contains("TerminationProtection is enabled"));
    let unprotect = "cloudformation update-termination-protection --stack-name things \
                     --no-enable-termination-protection";
    run(account.aws(), unprotect).unwrap();
    assert_status(&stack.delete().unwrap(), "DELETE_COMPLETE");
}

#[test]
fn a_stack_has_the_date_of_an_update_only_after_one_and_its_name_until_it_is_deleted() {
    let (account, stack) = stack();
    let described = || {
        let described = run(
            account.aws(),
            "cloudformation describe-stacks --stack-name things",
        );
        described.unwrap()["Stacks"][0]["LastUpdatedTime"].clone()
    };
    stack
        .create(custom_resource(), &[("Does", "Create=fail")])
        .unwrap();
    assert!(described().is_null());
    let taken = stack.create(custom_resource(), &[]).unwrap_err();
    assert_eq!(taken.code.as_deref(), Some("AlreadyExistsException"));
    stack.delete().unwrap();
    stack.create(custom_resource(), &[]).unwrap();
    assert!(described().is_null());
    stack.update(custom_resource(), &[("Value", "2")]).unwrap();
    assert!(described().is_string());
}

#[test]
fn who_may_describe_a_stack_is_decided_by_the_stack_s_arn() {
    let account = fresh_account();
    let template = Template::File(fixture("identities.yaml"));
    let id = account.stack("mine").create(&template, &[]).unwrap().id;
    let rights = json!({"Effect": "Allow", "Action": "cloudformation:DescribeStacks",
        "Resource": id});
    let reader = assume(&account, &role(&account, "reader", &rights)).unwrap();
    let describe = |stack: &str| {
        let call = format!("cloudformation describe-stacks --stack-name {stack}");
        run(&reader, &call)
    };
    describe(&id).unwrap();
    assert_eq!(
        code(describe(&id.replace("mine", "another"))),
        "AccessDenied"
    );
    assert_eq!(code(describe("another")), "AccessDenied");
}
