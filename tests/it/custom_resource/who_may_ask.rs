//! Who may ask, where the answer may go, and where the token may go.

use domain::{
    aws::stack::StackStatus::{
        CreateInProgress, DeleteInProgress, UpdateInProgress, UpdateRollbackInProgress,
    },
    port_error::PortErrorKind,
};
use serde_json::{Value, json};
use support::world::{At, Fault, HeldValues, World};

use super::{
    account::{
        ORGANIZATION, ROLE, TOKEN, TOKEN_SECRET, USER, connected_by_role, credentials,
        from_key_to_role, from_role_to_key, with_role,
    },
    answer, event, handle, names, send,
};

/// Everybody's requests, each with the world that it meets.
fn requests() -> [(World, Value); 3] {
    [
        (with_role(), event("create")),
        (connected_by_role(), event("update-name")),
        (connected_by_role(), event("delete")),
    ]
}

#[track_caller]
fn assert_nothing_was_called(world: &World, event: &Value) {
    assert_eq!(world.calls(), [], "{event}");
    assert!(world.state().answers.is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_event_of_another_stack_is_refused_before_anything_is_called() {
    let another = "arn:aws:cloudformation:eu-west-3:123456789012:stack/qovery/another-0a1b";
    for stack in [json!(another), json!(""), json!(7), Value::Null] {
        for (world, mut event) in requests() {
            event["StackId"] = stack.clone();
            let refused = handle(&world, event.clone()).await.expect_err("refused");
            assert_eq!(refused.error_type(), "ForeignEvent");
            assert_nothing_was_called(&world, &event);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_whose_answer_would_not_go_to_cloudformation_is_refused_before_anything_is_called()
{
    for url in [
        "http://cloudformation-custom-resource-response-euwest3.s3.eu-west-3.amazonaws.com/a",
        "https://attacker.example/cloudformation-custom-resource-response-euwest3",
        "https://bucket-of-another.s3.eu-west-3.amazonaws.com/a",
        "http://127.0.0.1:9001/2018-06-01/runtime/invocation/response",
        "https://169.254.169.254/latest/meta-data",
    ] {
        for (world, mut event) in requests() {
            event["ResponseURL"] = json!(url);
            let refused = handle(&world, event.clone()).await.expect_err("refused");
            assert_eq!(refused.error_type(), "ForeignEvent", "{url}");
            assert_nothing_was_called(&world, &event);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_token_goes_where_its_own_secret_says_and_nowhere_else() {
    let with_address = json!({ "token": TOKEN, "api_url": "https://qovery.example" }).to_string();
    for (secret, address) in [
        (TOKEN, "https://api.qovery.com"),
        (&*with_address, "https://qovery.example"),
    ] {
        for (world, event) in requests() {
            world.edit(|state| state.add_secret(TOKEN_SECRET, Some(secret)));
            let status = match event["RequestType"].as_str() {
                Some("Create") => CreateInProgress,
                Some("Update") => UpdateInProgress,
                _ => DeleteInProgress,
            };
            let answer = send(&world, status, event).await;
            assert_eq!(answer["Status"], "SUCCESS", "{answer}");
            let sent_to = world.state().token_sent_to;
            assert_eq!(sent_to.iter().collect::<Vec<_>>(), [address]);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn no_event_sends_the_token_elsewhere() {
    for (world, mut event) in requests() {
        event["ApiUrl"] = json!("https://attacker.example");
        for properties in ["ResourceProperties", "OldResourceProperties"] {
            event[properties]["ApiUrl"] = json!("https://attacker.example");
        }
        handle(&world, event).await.expect("an answer");
        let sent_to = world.state().token_sent_to;
        assert!(
            sent_to.iter().all(|url| url == "https://api.qovery.com"),
            "{sent_to:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_address_that_no_token_may_be_sent_to_is_never_asked() {
    for url in [
        "http://attacker.example",
        "ftp://x",
        "https://user@attacker.example",
        "",
    ] {
        let secret = json!({ "token": TOKEN, "api_url": url }).to_string();
        let world = with_role();
        world.edit(|state| state.add_secret(TOKEN_SECRET, Some(&secret)));
        let answer = send(&world, CreateInProgress, event("create")).await;
        assert_eq!(answer["Status"], "FAILED", "{url}");
        assert!(world.state().token_sent_to.is_empty(), "{url}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_deletion_never_takes_credentials_of_another_account() {
    for values in [
        HeldValues::Role(ROLE.replace("123456789012", "999999999999")),
        HeldValues::access_key("AKIASOMEBODYSKEY0001", "secret"),
    ] {
        let world = connected_by_role();
        world.edit(|state| credentials(state).values = values);
        let deleted = send(&world, DeleteInProgress, event("delete")).await;
        assert_eq!(deleted["Status"], "SUCCESS", "{deleted}");
        assert_eq!(names(&world, ORGANIZATION).len(), 1, "{deleted}");
        assert_eq!(answer(&world)["Status"], "SUCCESS");
    }
}

/// An Update writes in place, under the id that the request names.
#[tokio::test(start_paused = true)]
async fn an_update_never_changes_credentials_of_another_account() {
    let others = [
        HeldValues::Role(ROLE.replace("123456789012", "999999999999")),
        HeldValues::access_key("AKIASOMEBODYSKEY0001", "secret"),
        HeldValues::foreign("GCP", &json!({})),
    ];
    for values in others {
        for (make, update, rolls_back) in [
            (connected_by_role as fn() -> World, "update-name", false),
            (from_role_to_key, "update-to-key", false),
            (connected_by_role, "update-name", true),
        ] {
            let world = make();
            world.edit(|state| credentials(state).values = values.clone());
            let status = if rolls_back {
                UpdateRollbackInProgress
            } else {
                UpdateInProgress
            };
            let answer = send(&world, status, event(update)).await;
            let reason = answer["Reason"].as_str().unwrap_or_default();
            if !rolls_back {
                assert_eq!(answer["Status"], "FAILED", "{answer}");
                assert!(
                    reason.contains("credentials-of-another-account"),
                    "{reason}"
                );
            }
            let held = world.edit(|state| credentials(state).values.clone());
            assert_eq!(held, values, "{update}: {answer}");
            assert_eq!(
                world
                    .state()
                    .users
                    .get(USER)
                    .map_or(0, |user| user.keys.len()),
                0
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_a_person_put_there_is_asked_about_and_changed_if_it_is_of_this_account() {
    let world = from_key_to_role();
    let persons = world.edit(|state| {
        state.add_user("arn:aws:iam::123456789012:user/person");
        let key = state.add_key("person").expect("it is there");
        credentials(state).values = HeldValues::Static(key.id.to_string(), key.secret);
        key.id
    });
    let answer = send(&world, UpdateInProgress, event("update-to-role")).await;
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    let asked = world.calls();
    let asked = asked
        .iter()
        .filter(|call| call.operation == "sts:GetAccessKeyInfo");
    assert_eq!(
        asked.map(|call| call.resource.as_str()).collect::<Vec<_>>(),
        [persons.as_str()]
    );
    let held = world.edit(|state| credentials(state).values.clone());
    assert_eq!(held.identity(), Some(ROLE));
}

#[tokio::test(start_paused = true)]
async fn a_key_whose_account_cannot_be_asked_is_left_alone() {
    for (update, status) in [
        ("update-name", UpdateInProgress),
        ("delete", DeleteInProgress),
    ] {
        let world = connected_by_role();
        let key = HeldValues::access_key("AKIASOMEBODYSKEY0001", "secret");
        world.edit(|state| credentials(state).values = key.clone());
        for call in 1..=12 {
            let asks = At::Operation("sts:GetAccessKeyInfo", call);
            world.inject(asks, Fault::Fail(PortErrorKind::AccessDenied));
        }
        let answer = send(&world, status, event(update)).await;
        let reason = answer["Reason"].as_str().unwrap_or_default();
        assert!(reason.contains("sts:GetAccessKeyInfo"), "{reason}");
        assert_eq!(world.edit(|state| credentials(state).values.clone()), key);
    }
}
