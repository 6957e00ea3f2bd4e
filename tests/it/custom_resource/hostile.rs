//! Nothing that is sent makes the function panic or stay silent, or ends an access in use.

use application::custom_resource::Envelope;
use domain::aws::stack::StackStatus;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use support::world::World;
use tokio::runtime::Builder;

use super::{
    TIME_LEFT,
    account::{connected_by_key, connected_by_role, cut_off, link},
    answer, event,
};
use crate::own_stack::{STACK, own_stack};

/// Any status, or one that nobody has published yet.
fn status() -> impl Strategy<Value = Option<StackStatus>> {
    prop::option::of(prop::sample::select(StackStatus::ALL))
}

/// Sends the event to a stack that a cluster runs on. Nothing where it was refused.
fn handle(make: fn() -> World, status: Option<StackStatus>, event: Value) -> Option<Value> {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    let _guard = runtime.enter();
    let world = make();
    world.edit(|state| {
        link(state, "production");
        if let Some(stack) = state.stacks.get_mut(STACK) {
            stack.status = status;
        }
    });
    let handled = runtime.block_on(super::handle(&world, event));
    assert_eq!(cut_off(&world), [""; 0], "{status:?}");
    handled.is_ok().then(|| answer(&world))
}

/// Words that events have.
const NAMES: &[&str] = &[
    "RequestType",
    "ResponseURL",
    "StackId",
    "PhysicalResourceId",
    "ResourceProperties",
    "OldResourceProperties",
    "OrganizationId",
    "RoleArn",
    "UserName",
    "SecretArn",
    "TrustedPrincipals",
    "Statement",
];

/// Any JSON, mostly of the words that the function knows.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        prop::sample::select(vec![
            "Create",
            "Update",
            "Delete",
            "true",
            "StaticCredentials",
            "222222222222",
            "\u{0}",
            "../..",
            "none"
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        let names = prop::sample::select(NAMES);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((names, inner), 0..6).prop_map(|pairs| {
                Value::Object(
                    pairs
                        .into_iter()
                        .map(|(name, value)| (name.to_owned(), value))
                        .collect::<Map<_, _>>(),
                )
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_json_whatever_makes_the_function_panic(event in any_json(), status in status()) {
        handle(connected_by_role, status, event);
    }

    #[test]
    fn whoever_can_be_answered_is_answered(
        kind in prop::sample::select(vec!["Create", "Update", "Delete", "Rename"]),
        status in status(),
        properties in any_json(),
        old in any_json(),
        id in any_json(),
    ) {
        let mut sent = event("create");
        sent["RequestType"] = json!(kind);
        sent["PhysicalResourceId"] = id;
        sent["ResourceProperties"] = properties;
        sent["OldResourceProperties"] = old;
        let answer = handle(connected_by_key, status, sent).expect("an answer");
        prop_assert!(!answer["Reason"].as_str().unwrap_or_default().is_empty());
        prop_assert!(!answer["PhysicalResourceId"].as_str().unwrap_or_default().is_empty());
    }

    #[test]
    fn one_property_of_any_kind_is_answered(
        name in prop::sample::select(domain::properties::NAMES.to_vec()),
        value in any_json(),
        status in status(),
    ) {
        for (make, kind) in [
            (connected_by_role as fn() -> World, "create"),
            (connected_by_role, "update-name"),
            (connected_by_role, "delete"),
            (connected_by_key, "update-to-role"),
            (connected_by_key, "delete-key"),
        ] {
            let mut event = event(kind);
            event["ResourceProperties"][name] = value.clone();
            prop_assert!(handle(make, status, event).is_some());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_while_the_request_is_read_is_answered() {
    let world = connected_by_role();
    let envelope = Envelope::read(&event("update-name")).expect("an envelope");
    application::custom_resource::handle(
        &envelope,
        || panic!("a panic that the test asked for"),
        &world,
        &own_stack(),
        TIME_LEFT,
        &|| world.now(),
    )
    .await
    .expect("an answer");
    let answer = answer(&world);
    assert_eq!(answer["Status"], "FAILED", "{answer}");
    let reason = answer["Reason"].as_str().unwrap_or_default();
    assert!(reason.contains("while reading the request"), "{reason}");
}
