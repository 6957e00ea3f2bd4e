//! Planted secrets appear in no log line, answer, error or `Debug`.

use domain::{
    aws::access_key::{AccessKey, SecretAccessKey},
    port_error::PortErrorKind,
    qovery::{Access, ApiToken, CredentialsRequest, NewValues},
};
use secrecy::SecretString;
use serde_json::Value;
use support::world::{At, Fault, World};

use crate::logged;

use super::{ORGANIZATION, TIME_LEFT, TOKEN, connected_world, event, keys, now, world};

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

/// Both ways in, from the first request to the last.
fn flows() -> Vec<(fn() -> World, Value)> {
    vec![
        (world, event("create")),
        (world, event("create-malformed")),
        (connected_world, event("update-name")),
        (connected_world, event("update-organization")),
        (connected_world, event("delete")),
        (connected_world, event("delete-never-answered")),
        (keys::static_world, keys::with_user(event("create"))),
        (keys::static_world, keys::with_user(event("update-name"))),
    ]
}

fn assert_silent(text: &str, what: &str) {
    for planted in PLANTED {
        assert!(!text.contains(planted), "{planted} shows in {what}: {text}");
    }
}

/// What was said to CloudFormation, and to Lambda where that failed.
async fn said(world: &World, event: Value) -> String {
    let handled = custom_resource::handle(event, world, TIME_LEFT, &now).await;
    let error = handled.err().map_or_else(String::new, |silence| {
        let shown = format!("{silence} {silence:?}");
        shown + &lambda_runtime::Diagnostic::from(silence).error_message
    });
    let answers = world.state().answers;
    answers
        .into_iter()
        .fold(error, |said, (_, body)| said + &body)
}

#[tokio::test(start_paused = true)]
async fn no_answer_no_error_and_no_log_line_shows_a_secret() {
    logged::keep();
    for (make, event) in flows() {
        let calm = make();
        assert_silent(&said(&calm, event.clone()).await, "an answer");
        for call in 1..=calm.calls().len() {
            for fault in FAULTS {
                if call == calm.calls().len() && *fault == Fault::Panic {
                    continue; // Nobody is left to answer.
                }
                let world = make();
                world.inject(At::Call(call), *fault);
                let what = format!("the answer after {fault:?} at call {call}");
                assert_silent(&said(&world, event.clone()).await, &what);
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
        token: ApiToken::parse(TOKEN).unwrap(),
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
