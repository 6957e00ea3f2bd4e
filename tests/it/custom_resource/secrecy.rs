//! Planted secrets appear in no log line, answer, error or `Debug`.

use domain::{
    aws::{
        access_key::{AccessKey, SecretAccessKey},
        stack::StackStatus::{
            self, CreateInProgress, DeleteInProgress, RollbackInProgress, UpdateInProgress,
            UpdateRollbackInProgress,
        },
    },
    message::chain,
    port_error::PortErrorKind,
    qovery::{Access, CredentialsRequest, NewValues, TokenSecret},
};
use secrecy::SecretString;
use support::world::{At, Fault, World};

use super::{
    MakeWorld,
    account::{
        ORGANIZATION, TOKEN, connected_by_key, connected_by_role, from_key_to_role,
        from_role_to_key, with_role, with_user,
    },
    event, handle,
};
use crate::{logged, own_stack::STACK};

/// Of the token and the `ResponseURL`; of the keys that the world makes.
const PLANTED: [&str; 2] = ["MARKED-SECRET", "PlantedSecret"];

const FAULTS: &[Fault] = &[
    Fault::Fail(PortErrorKind::AccessDenied),
    Fault::Fail(PortErrorKind::Conflict),
    Fault::Fail(PortErrorKind::Invalid),
    Fault::Fail(PortErrorKind::Unavailable),
    Fault::LostAnswer,
    Fault::Hang,
    Fault::Panic,
];

/// Both methods, from the first request to the last.
const FLOWS: [(MakeWorld, StackStatus, &str); 12] = [
    (with_role, CreateInProgress, "create"),
    (with_role, CreateInProgress, "create-malformed"),
    (connected_by_role, UpdateInProgress, "update-name"),
    (connected_by_role, UpdateInProgress, "update-organization"),
    (connected_by_role, DeleteInProgress, "delete"),
    (
        connected_by_role,
        RollbackInProgress,
        "delete-never-answered",
    ),
    (with_user, CreateInProgress, "create-key"),
    (from_role_to_key, UpdateInProgress, "update-to-key"),
    (from_key_to_role, UpdateInProgress, "update-to-role"),
    (from_key_to_role, UpdateRollbackInProgress, "update-to-key"),
    (connected_by_key, DeleteInProgress, "delete-key"),
    (connected_by_key, RollbackInProgress, "delete-key"),
];

fn assert_silent(text: &str, what: &str) {
    for planted in PLANTED {
        assert!(!text.contains(planted), "{planted} shows in {what}: {text}");
    }
}

/// What was said to CloudFormation, and to Lambda where that failed.
async fn said(world: &World, status: StackStatus, name: &str) -> String {
    world.edit(|state| state.move_stack(STACK, status));
    let handled = handle(world, event(name)).await;
    let error = handled.err().map_or_else(String::new, |silence| {
        format!("{silence} {silence:?} {}", chain(&silence))
    });
    let answers = world.state().answers;
    answers
        .into_iter()
        .fold(error, |said, (_, body)| said + &body)
}

#[tokio::test(start_paused = true)]
async fn no_answer_no_error_and_no_log_line_shows_a_secret() {
    logged::keep();
    for (make, status, name) in FLOWS {
        let calm = make();
        assert_silent(&said(&calm, status, name).await, "an answer");
        for (index, call) in calm.calls().into_iter().enumerate() {
            for fault in FAULTS {
                if call.operation == "PUT ResponseURL" && *fault == Fault::Panic {
                    continue; // Nobody is left to answer.
                }
                let world = make();
                world.inject(At::Call(index + 1), *fault);
                let what = format!("the answer after {fault:?} at call {index}");
                assert_silent(&said(&world, status, name).await, &what);
            }
        }
    }
    let log = logged::take();
    assert!(log.contains("answering"), "nothing was logged");
    assert_silent(&log, "the log");
}

#[test]
fn nothing_that_holds_a_secret_shows_it_to_a_debugger() {
    let secret = || SecretAccessKey::from("PlantedSecret/of-a-key".to_owned());
    let key = AccessKey {
        id: "AKIAIOSFODNN7EXAMPLE".parse().unwrap(),
        secret: secret(),
    };
    let at = Access {
        url: "https://api.qovery.com".parse().unwrap(),
        token: TokenSecret::parse(TOKEN).unwrap().token,
        organization: ORGANIZATION.parse().unwrap(),
    };
    let request = CredentialsRequest {
        name: "production".to_owned(),
        values: NewValues::Static(key.clone()),
    };
    let url = SecretString::from("https://bucket/answer?X-Amz-Signature=MARKED-SECRET");
    let shown = format!("{key:?} {:?} {at:?} {request:?} {url:?}", secret());
    assert_silent(&shown, "Debug");
    assert!(shown.contains("api.qovery.com"), "{shown}");
}
