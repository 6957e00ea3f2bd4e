//! Every sample event, with the answer and the effects that it has.

use std::{collections::BTreeSet, fs, path::Path};

use domain::aws::stack::StackStatus::{
    self, CreateInProgress, DeleteInProgress, RollbackInProgress, UpdateInProgress,
    UpdateRollbackInProgress,
};
use support::world::World;

use super::{
    account::{
        connected_by_key, connected_by_role, from_key_to_role, from_role_to_key, to_another_role,
        with_role, with_user,
    },
    event, send,
};

/// File, the world and the status of the stack that it meets, and what it stands for.
type Sample = (&'static str, fn() -> World, StackStatus, &'static str);

const EVENTS: &[Sample] = &[
    (
        "create",
        with_role,
        CreateInProgress,
        "an account is connected by a role",
    ),
    (
        "create-key",
        with_user,
        CreateInProgress,
        "an account is connected by a key",
    ),
    (
        "create-role-of-another-stack",
        with_role,
        CreateInProgress,
        "a role that is there already is connected",
    ),
    (
        "create-malformed",
        with_role,
        CreateInProgress,
        "every fault of the properties is named in one answer",
    ),
    (
        "create-unknown-method",
        with_role,
        CreateInProgress,
        "a value outside the closed set is refused",
    ),
    (
        "update-name",
        connected_by_role,
        UpdateInProgress,
        "the name changes in place",
    ),
    (
        "update-organization",
        connected_by_role,
        UpdateInProgress,
        "another organization gets credentials of its own",
    ),
    (
        "update-to-key",
        from_role_to_key,
        UpdateInProgress,
        "a key supersedes the role, which stays and is noted",
    ),
    (
        "update-to-role",
        from_key_to_role,
        UpdateInProgress,
        "a role supersedes the user, which stays and is noted",
    ),
    (
        "update-to-another-role",
        to_another_role,
        UpdateInProgress,
        "another role supersedes the first, which stays and is noted",
    ),
    (
        "update-on-delete",
        connected_by_role,
        UpdateInProgress,
        "a change of what governs a deletion asks nobody",
    ),
    (
        "roll-back",
        connected_by_role,
        UpdateRollbackInProgress,
        "the old values are right and nothing is written",
    ),
    (
        "roll-back-to-another-version",
        connected_by_role,
        UpdateRollbackInProgress,
        "a roll-back to another version is not refused",
    ),
    (
        "delete",
        connected_by_role,
        DeleteInProgress,
        "what this stack made goes",
    ),
    (
        "delete-key",
        connected_by_key,
        DeleteInProgress,
        "credentials, keys, user and policy go",
    ),
    (
        "delete-revoke",
        connected_by_role,
        DeleteInProgress,
        "the access goes first",
    ),
    (
        "delete-adopted",
        connected_by_role,
        DeleteInProgress,
        "credentials of others stay",
    ),
    (
        "delete-failed-create",
        with_role,
        RollbackInProgress,
        "a create that failed left a role to remove",
    ),
    (
        "delete-never-answered",
        connected_by_role,
        RollbackInProgress,
        "what a create left that was never answered goes",
    ),
    (
        "delete-malformed",
        connected_by_role,
        DeleteInProgress,
        "with bad properties nothing is proven, and nothing goes",
    ),
];

#[tokio::test(start_paused = true)]
async fn every_sample_event_has_the_answer_and_the_effects_on_record() {
    for (name, world, status, stands_for) in EVENTS {
        let world = world();
        let answer = send(&world, *status, event(name)).await;
        let effects: Vec<String> = world
            .effects()
            .into_iter()
            .map(|call| format!("{} on {}", call.operation, call.resource))
            .collect();
        let answer = serde_json::to_string_pretty(&answer).expect("JSON");
        let status = status.as_str();
        let record = format!(
            "{stands_for}\n{status}\n\n{}\n\n{answer}",
            effects.join("\n")
        );
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(*name, record);
        });
    }
}

#[test]
fn every_sample_event_is_on_record() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../events/custom-resource");
    let files: BTreeSet<String> = fs::read_dir(folder)
        .expect("the folder is there")
        .filter_map(|entry| entry.ok()?.path().file_stem()?.to_str().map(str::to_owned))
        .collect();
    let used: BTreeSet<String> = EVENTS.iter().map(|(name, ..)| (*name).to_owned()).collect();
    assert_eq!(files, used);
}
