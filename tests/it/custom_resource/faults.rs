//! Every call fails, hangs, loses its answer or panics, in turn.

use domain::port_error::PortErrorKind;
use serde_json::Value;
use support::world::{At, Fault, World};

use super::{
    ORGANIZATION, OTHER_ORGANIZATION, TIME_LEFT, answer, connected_world, event, names, now, world,
};

const FAULTS: &[Fault] = &[
    Fault::Fail(PortErrorKind::AccessDenied),
    Fault::Fail(PortErrorKind::NotFound),
    Fault::Fail(PortErrorKind::Throttled(None)),
    Fault::Fail(PortErrorKind::Unavailable),
    Fault::Fail(PortErrorKind::Other),
    Fault::LostAnswer,
    Fault::Hang,
    Fault::HangAfter,
    Fault::Panic,
];

/// How many calls the event makes where nothing goes wrong, the answer being the last.
async fn calls(name: &str, world: fn() -> World) -> usize {
    let world = world();
    custom_resource::handle(event(name), &world, TIME_LEFT, &now)
        .await
        .expect("an answer");
    world.calls().len()
}

/// Runs the event once for each call and each fault.
async fn with_every_fault(name: &str, make: fn() -> World, check: impl Fn(&World, &Value, &str)) {
    let calls = calls(name, make).await;
    assert!(calls > 1, "{name} makes calls that can go wrong");
    for call in 1..=calls {
        for fault in FAULTS {
            if call == calls && *fault == Fault::Panic {
                continue; // Lambda's runtime reports that one: nobody is left to answer.
            }
            let world = make();
            world.inject(At::Call(call), *fault);
            let what = format!("{name}, {fault:?} at call {call}");
            let handled = custom_resource::handle(event(name), &world, TIME_LEFT, &now).await;
            if handled.is_err() || world.state().answers.is_empty() {
                assert!(is_the_answer(&world, call), "{what}: silence");
                continue;
            }
            let answers = world.state().answers;
            if answers.len() > 1 {
                // The answer's own answer was lost: it is sent again, the same.
                assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{what}");
                world.edit(|state| state.answers.truncate(1));
            }
            check(&world, &answer(&world), &what);
        }
    }
}

/// Whether the call that went wrong was the answer itself.
fn is_the_answer(world: &World, call: usize) -> bool {
    world.calls()[call - 1].operation == "PUT ResponseURL"
}

fn says(answer: &Value, word: &str) -> bool {
    answer[word].as_str().is_some_and(|text| !text.is_empty())
}

#[tokio::test(start_paused = true)]
async fn a_create_is_answered_and_leaves_nothing_behind_unless_it_succeeded() {
    with_every_fault("create", world, |world, answer, what| {
        let registered = names(world, ORGANIZATION);
        match answer["Status"].as_str() {
            Some("SUCCESS") => {
                assert_eq!(registered.len(), 1, "{what}");
                let id = answer["PhysicalResourceId"].as_str().unwrap_or_default();
                assert!(id.ends_with("/created"), "{what}: {id}");
            }
            // Qovery may finish what it never answered; the next create takes it as its own.
            Some("FAILED") if what.contains("HangAfter") => {
                assert!(registered.len() <= 1, "{what}");
            }
            Some("FAILED") => assert_eq!(registered, Vec::<String>::new(), "{what}"),
            other => panic!("{what}: {other:?}"),
        }
        assert!(
            says(answer, "Reason") && says(answer, "PhysicalResourceId"),
            "{what}"
        );
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_update_is_answered_under_its_old_id_and_keeps_the_credentials() {
    with_every_fault("update-name", connected_world, |world, answer, what| {
        assert_eq!(names(world, ORGANIZATION).len(), 1, "{what}");
        let id = answer["PhysicalResourceId"].as_str().unwrap_or_default();
        assert_eq!(id, event("update-name")["PhysicalResourceId"], "{what}");
        if answer["Status"] == "SUCCESS" {
            assert_eq!(names(world, ORGANIZATION), ["production"], "{what}");
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_move_to_another_organization_takes_back_what_it_made_when_it_fails() {
    with_every_fault(
        "update-organization",
        connected_world,
        |world, answer, what| {
            assert_eq!(
                names(world, ORGANIZATION).len(),
                1,
                "{what}: the old ones stay until CloudFormation asks"
            );
            let made = names(world, OTHER_ORGANIZATION).len();
            match answer["Status"].as_str() {
                Some("SUCCESS") => assert_eq!(made, 1, "{what}"),
                _ if what.contains("HangAfter") => assert!(made <= 1, "{what}"),
                _ => assert_eq!(made, 0, "{what}"),
            }
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_delete_is_answered_and_says_success_only_when_nothing_more_can_be_done() {
    with_every_fault("delete", connected_world, |world, answer, what| {
        let is_shut_out =
            what.contains("AccessDenied") || what.contains("NotFound") || what.contains("(Other)");
        if answer["Status"] == "SUCCESS" && !is_shut_out {
            assert_eq!(names(world, ORGANIZATION), Vec::<String>::new(), "{what}");
        }
        assert!(says(answer, "Reason"), "{what}");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_create_that_is_repeated_after_any_fault_ends_with_one_registration() {
    let calls = calls("create", world).await;
    for call in 1..=calls {
        for fault in FAULTS {
            if call == calls && *fault == Fault::Panic {
                continue;
            }
            let world = world();
            world.inject(At::Call(call), *fault);
            let _ = custom_resource::handle(event("create"), &world, TIME_LEFT, &now).await;
            world.clear_faults();
            custom_resource::handle(event("create"), &world, TIME_LEFT, &now)
                .await
                .expect("an answer");
            let registered = names(&world, ORGANIZATION);
            assert_eq!(registered, ["aws-123456789012"], "{fault:?} at call {call}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_same_create_twice_at_once_leaves_twins_that_one_delete_removes() {
    let world = world();
    let (one, two) = tokio::join!(
        custom_resource::handle(event("create"), &world, TIME_LEFT, &now),
        custom_resource::handle(event("create"), &world, TIME_LEFT, &now),
    );
    one.and(two).expect("both answer");
    let answers = world.state().answers;
    let first: Value = serde_json::from_str(&answers[0].1).expect("JSON");
    let mut delete = event("delete");
    delete["PhysicalResourceId"] = first["PhysicalResourceId"].clone();
    custom_resource::handle(delete, &world, TIME_LEFT, &now)
        .await
        .expect("an answer");
    assert_eq!(names(&world, ORGANIZATION), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_answered_with_what_was_under_way() {
    let world = world();
    world.inject(
        At::Operation("POST /organization/{id}/aws/credentials", 1),
        Fault::Panic,
    );
    custom_resource::handle(event("create"), &world, TIME_LEFT, &now)
        .await
        .expect("an answer");
    let answer = answer(&world);
    assert_eq!(answer["Status"], "FAILED");
    let reason = answer["Reason"].as_str().unwrap_or_default();
    assert!(reason.contains("while registering with Qovery"), "{reason}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_never_arrives_is_a_failure_that_lambda_sees() {
    let world = world();
    for attempt in 1..=5 {
        world.inject(
            At::Operation("PUT ResponseURL", attempt),
            Fault::Fail(PortErrorKind::Unavailable),
        );
    }
    let silence = custom_resource::handle(event("create"), &world, TIME_LEFT, &now)
        .await
        .unwrap_err();
    assert!(
        silence.to_string().starts_with("the answer did not arrive"),
        "{silence}"
    );
}
