//! Deletions: their order, and what a refusal leaves.

use support::{
    account::Account,
    cloudformation::{Stack, StackResult},
};

use crate::world::{assert_status, custom_resource, fresh_account, requests, run, statuses};

const REFUSES: &[(&str, &str)] = &[("Does", "Delete=fail")];

/// A stack whose custom resource refused to be deleted.
fn refused(prepare: impl Fn(&Account)) -> (Account, Stack, StackResult) {
    let account = fresh_account();
    prepare(&account);
    let stack = account.stack("things");
    stack.create(custom_resource(), REFUSES).unwrap();
    let refused = stack.delete().unwrap();
    assert_status(&refused, "DELETE_FAILED");
    assert!(refused.failure().contains("as the test asked"));
    assert_eq!(
        refused.reason.trim(),
        "The following resource(s) failed to delete: [Thing]."
    );
    (account, stack, refused)
}

fn keep(account: &Account) {
    account.keep_dependencies_after_failed_deletions().unwrap();
}

fn place(result: &StackResult, logical_id: &str, status: &str) -> usize {
    let is_it = |event: &support::cloudformation::StackEvent| {
        event.logical_id == logical_id && event.status == status
    };
    result.events.iter().position(is_it).unwrap()
}

#[test]
fn dependants_are_deleted_first_and_independent_resources_side_by_side() {
    let account = fresh_account();
    let stack = account.stack("things");
    stack.create(custom_resource(), &[]).unwrap();
    let deleted = stack.delete().unwrap();
    assert_status(&deleted, "DELETE_COMPLETE");
    let gone = place(&deleted, "Thing", "DELETE_COMPLETE");
    assert!(place(&deleted, "Failures", "DELETE_COMPLETE") < gone);
    for needed in ["Function", "Neighbour"] {
        assert!(
            gone < place(&deleted, needed, "DELETE_IN_PROGRESS"),
            "{needed}"
        );
    }
}

#[test]
fn a_refusal_does_not_keep_what_the_resource_depends_on() {
    let (account, stack, refused) = refused(|_| ());
    let gone = ["DELETE_IN_PROGRESS", "DELETE_COMPLETE"];
    assert_eq!(statuses(&refused, "Function"), gone);
    run(account.aws(), "iam get-role --role-name neighbour").unwrap_err();
    let again = stack.delete().unwrap();
    assert!(again.failure().contains("Function not found"));
    assert_eq!(requests(&account).len(), 2);
}

#[test]
fn in_the_other_story_it_stays_unmentioned_for_the_next_attempt() {
    let (account, stack, refused) = refused(keep);
    assert!(statuses(&refused, "Function").is_empty());
    run(account.aws(), "iam get-role --role-name neighbour").unwrap();
    assert_status(&stack.delete().unwrap(), "DELETE_FAILED");
    assert_eq!(requests(&account).len(), 3);
}

#[test]
fn a_stack_that_could_not_be_deleted_is_not_updated_any_more() {
    let (_, stack, _) = refused(|_| ());
    let update = stack
        .update(custom_resource(), &[("Value", "2")])
        .unwrap_err();
    assert!(
        update.message.contains("is in DELETE_FAILED state"),
        "{update}"
    );
}

#[test]
fn what_could_not_be_deleted_is_retained_or_the_deletion_forced_then_and_not_before() {
    let account = fresh_account();
    let stack = account.stack("young");
    stack.create(custom_resource(), &[]).unwrap();
    let retain = ["--retain-resources", "Thing"];
    let force = ["--deletion-mode", "FORCE_DELETE_STACK"];
    for early in [&retain, &force] {
        let early = stack.start("delete-stack", early).unwrap_err();
        assert_eq!(early.code.as_deref(), Some("ValidationError"), "{early}");
    }

    let (_, stack, _) = refused(|_| ());
    let retained = stack
        .watch(stack.start("delete-stack", &retain).unwrap())
        .unwrap();
    assert_status(&retained, "DELETE_COMPLETE");
    assert_eq!(statuses(&retained, "Thing"), ["DELETE_SKIPPED"]);

    let (account, stack, _) = refused(keep);
    let forced = stack
        .watch(stack.start("delete-stack", &force).unwrap())
        .unwrap();
    assert_status(&forced, "DELETE_COMPLETE");
    assert_eq!(statuses(&forced, "Function"), ["DELETE_SKIPPED"]);
    run(account.aws(), "iam get-role --role-name neighbour").unwrap();
}
