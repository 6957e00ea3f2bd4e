//! Every sample event, with the answer and the effects that it has.

use std::{collections::BTreeSet, fs, path::Path};

use support::world::World;

use super::{TIME_LEFT, answer, connected_world, event, now, world};

/// What is known of a sample.
type Sample = (&'static str, fn() -> World, &'static str);

/// File, the world that it meets, and what it stands for.
const EVENTS: &[Sample] = &[
    ("create", world, "an account is connected"),
    (
        "create-role-of-another-stack",
        world,
        "a role that is there already is connected",
    ),
    (
        "create-malformed",
        world,
        "every fault of the properties is named in one answer",
    ),
    (
        "create-unknown-method",
        world,
        "a value outside the closed set is refused",
    ),
    ("update-name", connected_world, "the name changes in place"),
    (
        "update-organization",
        connected_world,
        "another organization gets credentials of its own",
    ),
    (
        "update-of-another-version",
        connected_world,
        "a roll-back to another version is not refused",
    ),
    ("delete", connected_world, "what this stack made goes"),
    (
        "delete-adopted",
        connected_world,
        "what was there before stays",
    ),
    (
        "delete-failed-create",
        connected_world,
        "a create that failed left nothing to remove",
    ),
    (
        "delete-never-answered",
        connected_world,
        "what a create left that was never answered goes",
    ),
    (
        "delete-malformed",
        connected_world,
        "a stack with bad properties can be deleted",
    ),
];

#[tokio::test(start_paused = true)]
async fn every_sample_event_has_the_answer_and_the_effects_on_record() {
    for (name, world, stands_for) in EVENTS {
        let world = world();
        custom_resource::handle(event(name), &world, TIME_LEFT, &now)
            .await
            .expect("an answer");
        let effects: Vec<String> = world
            .effects()
            .into_iter()
            .map(|call| format!("{} on {}", call.operation, call.resource))
            .collect();
        let answer = serde_json::to_string_pretty(&answer(&world)).expect("JSON");
        let record = format!("{stands_for}\n\n{}\n\n{answer}", effects.join("\n"));
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
