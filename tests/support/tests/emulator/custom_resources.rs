//! Custom resources: asked, believed, refused and rolled back as by CloudFormation.

use support::{account::Account, cloudformation::Stack};

use crate::world::{
    assert_status, code, custom_resource, fixture, fresh_account, requests, run, statuses,
};

fn stack() -> (Account, Stack) {
    let account = fresh_account();
    let stack = account.stack("things");
    (account, stack)
}

#[test]
fn a_stack_is_created_updated_in_place_replaced_and_deleted() {
    let (account, stack) = stack();
    let created = stack.create(custom_resource(), &[]).unwrap();
    assert_status(&created, "CREATE_COMPLETE");
    assert_eq!(created.outputs["Value"], "1");
    assert!(created.outputs["Role"].contains(":assumed-role/things-FunctionRole"));
    assert!(!created.outputs.contains_key("OnlyOfTheSecond"));

    let updated = stack.update(custom_resource(), &[("Value", "2")]).unwrap();
    assert_status(&updated, "UPDATE_COMPLETE");
    assert_eq!(updated.physical_id("Thing"), "thing/first");
    let replaced = stack
        .update(custom_resource(), &[("Identity", "second")])
        .unwrap();
    assert_eq!(replaced.outputs["OnlyOfTheSecond"], "yes");
    let asked = [
        "Create - value=1",
        "Update thing/first value=2",
        "Update thing/first value=2",
        "Delete thing/first value=2",
    ];
    assert_eq!(requests(&account), asked);

    assert_status(&stack.delete().unwrap(), "DELETE_COMPLETE");
    run(account.aws(), "sqs get-queue-url --queue-name kept").unwrap();
    run(account.aws(), "sqs get-queue-url --queue-name failures").unwrap_err();
}

#[test]
fn a_failed_create_is_followed_by_a_delete_of_the_id_that_was_answered() {
    let (account, stack) = stack();
    let failed = stack
        .create(custom_resource(), &[("Does", "Create=fail")])
        .unwrap();
    assert_status(&failed, "ROLLBACK_COMPLETE");
    assert!(
        failed
            .failure()
            .contains("Message returned: as the test asked (RequestId: ")
    );
    let thing = [
        "CREATE_IN_PROGRESS",
        "CREATE_FAILED",
        "DELETE_IN_PROGRESS",
        "DELETE_COMPLETE",
    ];
    assert_eq!(statuses(&failed, "Thing"), thing);
    run(account.aws(), "iam get-role --role-name neighbour").unwrap_err();
}

#[test]
fn a_create_that_is_never_answered_fails_after_service_timeout_and_is_deleted_by_an_invented_id() {
    let (_, stack) = stack();
    let silent = [("Does", "Create=silence"), ("ServiceTimeout", "2")];
    let failed = stack.create(custom_resource(), &silent).unwrap();
    assert_status(&failed, "ROLLBACK_COMPLETE");
    assert!(failed.failure().contains("did not receive a response"));
    assert!(failed.physical_id("Thing").starts_with("things-Thing-"));
    assert_eq!(statuses(&failed, "Thing").last(), Some(&"DELETE_COMPLETE"));
}

#[test]
fn a_killed_function_goes_to_the_failure_destination_and_the_stack_fails_after_service_timeout() {
    let (account, stack) = stack();
    stack.create(custom_resource(), &[]).unwrap();
    let crash = [("Does", "Update=crash"), ("ServiceTimeout", "2")];
    let failed = stack.update(custom_resource(), &crash).unwrap();
    assert_status(&failed, "UPDATE_ROLLBACK_COMPLETE");
    let queue = format!("{}/{}/failures", account.endpoint(), account.id());
    let left = run(
        account.aws(),
        &format!("sqs receive-message --queue-url {queue}"),
    )
    .unwrap();
    assert!(left.to_string().contains("requestPayload"), "{left}");
}

#[test]
fn a_failed_update_is_rolled_back_by_an_update_with_the_old_values_and_so_is_its_neighbour() {
    let (account, stack) = stack();
    assert_status(
        &stack.create(custom_resource(), &[]).unwrap(),
        "CREATE_COMPLETE",
    );
    let failed = stack
        .update(
            custom_resource(),
            &[("Value", "2"), ("Does", "Update=fail")],
        )
        .unwrap();
    assert_status(&failed, "UPDATE_ROLLBACK_COMPLETE");
    let asked = [
        "Create - value=1",
        "Update thing/first value=2",
        "Update thing/first value=1",
    ];
    assert_eq!(requests(&account), asked);
    let role = run(account.aws(), "iam get-role --role-name neighbour").unwrap();
    assert_eq!(role["Role"]["Description"], "value 1");
    assert_eq!(failed.outputs["Value"], "1");
}

#[test]
fn an_answer_that_is_too_long_or_has_a_content_type_is_refused() {
    let (_, stack) = stack();
    let oversize = stack
        .create(custom_resource(), &[("Does", "Create=oversize")])
        .unwrap();
    assert!(
        oversize.failure().contains("Response object is too long"),
        "{}",
        oversize.failure()
    );
    let (_, stack) = self::stack();
    let typed = [("Does", "Create=typed"), ("ServiceTimeout", "2")];
    let typed = stack.create(custom_resource(), &typed).unwrap();
    assert!(
        typed.failure().contains("did not receive a response"),
        "{}",
        typed.failure()
    );
}

#[test]
fn a_parameter_that_breaks_its_pattern_or_a_rule_is_refused_before_anything_is_made() {
    let (account, stack) = stack();
    let pattern = stack
        .create(custom_resource(), &[("Identity", "2nd")])
        .unwrap_err();
    assert_eq!(pattern.code.as_deref(), Some("ValidationError"));
    let rule = stack
        .create(custom_resource(), &[("Forbidden", "a,\"b\"")])
        .unwrap_err();
    assert!(rule.message.contains("Forbidden must be empty"), "{rule}");
    assert!(account.all_log_lines().unwrap().is_empty());
}

#[test]
fn a_stack_with_named_identities_is_refused_without_the_capability() {
    let account = fresh_account();
    let template = format!("file://{}", fixture("identities.yaml").display());
    let create = "cloudformation create-stack --stack-name s --template-body";
    let refused = run(account.aws(), &format!("{create} {template}"));
    assert_eq!(code(refused), "InsufficientCapabilitiesException");
}
