//! An Update that takes back one that failed: it always ends well, whatever Qovery says.

use domain::{
    aws::stack::StackStatus::{UpdateInProgress, UpdateRollbackInProgress},
    port_error::PortErrorKind,
};
use serde_json::Value;
use support::world::{At, CallRecord, Fault};

use super::{
    MakeWorld,
    account::{
        ORGANIZATION, ROLE, connected_by_role, credentials, cut_off, from_key_to_role,
        from_role_to_key, link, organization, to_another_role,
    },
    after,
    away::AWAY,
    event, send,
};

const PUT: &str = "PUT /organization/{id}/aws/credentials/{id}";
const ANSWER: &str = "PUT ResponseURL";

/// Updates, each with the world that it meets.
const UPDATES: [(&str, MakeWorld); 5] = [
    ("update-name", connected_by_role),
    ("update-organization", connected_by_role),
    ("update-to-key", from_role_to_key),
    ("update-to-role", from_key_to_role),
    ("update-to-another-role", to_another_role),
];

/// The request that takes the update back, after it was answered.
pub(super) fn back(update: &Value, answered: &Value) -> Value {
    let mut back = after(update.clone(), answered);
    back["ResourceProperties"] = update["OldResourceProperties"].clone();
    back["OldResourceProperties"] = update["ResourceProperties"].clone();
    back
}

/// Every attribute that the template reads.
#[track_caller]
fn assert_attributes(answer: &Value, back: &Value, what: &str) {
    let properties = &back["ResourceProperties"];
    let data = &answer["Data"];
    assert_eq!(answer["Status"], "SUCCESS", "{what}: {answer}");
    assert_eq!(data["Verdict"], "unknown", "{what}: {answer}");
    assert_eq!(data["AccountId"], "123456789012", "{what}: {answer}");
    let id = answer["PhysicalResourceId"].as_str().unwrap_or_default();
    let credentials = id.split('/').nth(1).unwrap_or_default();
    assert_eq!(data["CredentialsId"], credentials, "{what}: {answer}");
    if properties["AuthenticationMethod"] == "AssumeRole" {
        assert_eq!(data["RoleArn"], properties["RoleArn"], "{what}: {answer}");
        let principals = &properties["TrustedPrincipals"];
        assert_eq!(data["TrustedPrincipals"], *principals, "{what}: {answer}");
    }
}

fn deletes(call: &CallRecord) -> bool {
    call.is_effect && call.operation.to_lowercase().contains("delete")
}

#[tokio::test(start_paused = true)]
async fn a_roll_back_succeeds_with_every_attribute_while_qovery_is_away() {
    for (name, make) in UPDATES {
        for (how, away) in AWAY {
            for has_cluster in [false, true] {
                for is_away_before in [false, true] {
                    let what = format!("{name}, {how}, {has_cluster}, {is_away_before}");
                    let world = make();
                    if has_cluster {
                        world.edit(|state| link(state, "production"));
                    }
                    if is_away_before {
                        away(&world);
                    }
                    let update = event(name);
                    let answered = send(&world, UpdateInProgress, update.clone()).await;
                    away(&world);
                    let back = back(&update, &answered);
                    let answer = send(&world, UpdateRollbackInProgress, back.clone()).await;
                    assert_attributes(&answer, &back, &what);
                    assert!(!world.calls().iter().any(deletes), "{what}");
                    assert_eq!(cut_off(&world), [""; 0], "{what}");
                }
            }
        }
    }
}

/// What the roll-back of each update writes, in order: the note on what the update named, then the
/// old values.
const WRITTEN: [&[&str]; 5] = [
    &[PUT, ANSWER],
    &[ANSWER],
    &["iam:TagUser", PUT, ANSWER],
    &["iam:TagRole", "iam:TagUser", PUT, ANSWER],
    &["iam:TagRole", PUT, ANSWER],
];

#[tokio::test(start_paused = true)]
async fn a_roll_back_writes_a_note_and_the_old_values_once_and_verifies_nothing() {
    for ((name, make), expected) in UPDATES.into_iter().zip(WRITTEN) {
        let world = make();
        let before = world.edit(|state| credentials(state).clone());
        let update = event(name);
        let answered = send(&world, UpdateInProgress, update.clone()).await;
        assert_eq!(answered["Status"], "SUCCESS", "{name}: {answered}");
        world.forget_calls();
        let back = back(&update, &answered);
        let answer = send(&world, UpdateRollbackInProgress, back.clone()).await;
        assert_attributes(&answer, &back, name);
        assert!(world.edit(|state| *credentials(state) == before), "{name}");
        let id = &update["PhysicalResourceId"];
        assert_eq!(answer["PhysicalResourceId"], *id, "{name}: {answer}");
        let effects = world.effects();
        let effects: Vec<&str> = effects.iter().map(|call| call.operation).collect();
        assert_eq!(effects, expected, "{name}");
        let calls = world.calls();
        let verifies = |call: &CallRecord| call.operation == "iam:SimulatePrincipalPolicy";
        assert!(!calls.iter().any(verifies), "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_roll_back_restores_what_a_person_has_put_into_the_credentials_meanwhile() {
    let world = connected_by_role();
    world.edit(|state| {
        link(state, "production");
        "renamed".clone_into(&mut credentials(state).name);
    });
    let answer = send(&world, UpdateRollbackInProgress, event("roll-back")).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    let name = world.edit(|state| credentials(state).name.clone());
    assert_eq!(name, "aws-123456789012");
}

#[tokio::test(start_paused = true)]
async fn a_move_that_is_rolled_back_keeps_the_ownership_though_clusters_were_linked() {
    let world = connected_by_role();
    let update = event("update-organization");
    let answered = send(&world, UpdateInProgress, update.clone()).await;
    assert_eq!(answered["Status"], "SUCCESS", "{answered}");
    world.edit(|state| link(state, "production"));
    let mut back = back(&update, &answered);
    back["ResourceProperties"]["OnExisting"] = "Fail".into();
    let answer = send(&world, UpdateRollbackInProgress, back).await;
    assert_eq!(
        answer["PhysicalResourceId"], update["PhysicalResourceId"],
        "{answer}"
    );
}

#[tokio::test(start_paused = true)]
async fn where_qovery_does_not_change_the_type_a_roll_back_answers_with_the_old_credentials() {
    let world = from_role_to_key();
    world.edit(|state| {
        link(state, "production");
        state.qovery.allows_change_of_type = false;
    });
    let update = event("update-to-key");
    let answered = send(&world, UpdateInProgress, update.clone()).await;
    assert_ne!(answered["PhysicalResourceId"], update["PhysicalResourceId"]);
    let back = back(&update, &answered);
    let answer = send(&world, UpdateRollbackInProgress, back).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    assert_eq!(
        answer["PhysicalResourceId"], update["PhysicalResourceId"],
        "{answer}"
    );
    let state = world.state();
    let held = &state.organizations[ORGANIZATION].credentials[0].values;
    assert_eq!(held.identity(), Some(ROLE));
}

#[tokio::test(start_paused = true)]
async fn where_the_credentials_are_gone_a_roll_back_says_that_nothing_was_written() {
    let world = connected_by_role();
    world.edit(|state| organization(state).credentials.clear());
    let answer = send(&world, UpdateRollbackInProgress, event("roll-back")).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    let reason = answer["Reason"].as_str().unwrap_or_default();
    assert!(
        reason.starts_with("nothing was written at Qovery"),
        "{reason}"
    );
    assert!(reason.contains("credentials-gone"), "{reason}");
}

#[tokio::test(start_paused = true)]
async fn a_user_that_cannot_be_read_is_the_cause_that_the_answer_names() {
    let world = from_key_to_role();
    let update = event("update-to-role");
    let answered = send(&world, UpdateInProgress, update.clone()).await;
    world.forget_calls();
    let denied = Fault::Fail(PortErrorKind::AccessDenied);
    world.inject(At::Operation("iam:ListAccessKeys", 1), denied);
    let back = back(&update, &answered);
    let answer = send(&world, UpdateRollbackInProgress, back.clone()).await;
    assert_attributes(&answer, &back, "the keys are denied");
    let reason = answer["Reason"].as_str().unwrap_or_default();
    assert!(reason.contains("could not read the user"), "{reason}");
    assert!(!reason.contains("internal error"), "{reason}");
}
