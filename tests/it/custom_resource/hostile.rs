//! Nothing that is sent makes the function panic or stay silent.

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use tokio::runtime::Builder;

use super::{TIME_LEFT, answer, event, now, world};

fn handle(event: Value) -> Option<Value> {
    let world = world();
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    let handled = runtime.block_on(custom_resource::handle(event, &world, TIME_LEFT, &now));
    handled.is_ok().then(|| answer(&world))
}

/// Words that events have.
const NAMES: &[&str] = &[
    "RequestType",
    "ResponseURL",
    "PhysicalResourceId",
    "ResourceProperties",
    "OldResourceProperties",
    "OrganizationId",
    "RoleArn",
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
    fn no_json_whatever_makes_the_function_panic(event in any_json()) {
        handle(event);
    }

    #[test]
    fn whoever_can_be_answered_is_answered(
        kind in prop::sample::select(vec!["Create", "Update", "Delete", "Rename"]),
        properties in any_json(),
        old in any_json(),
        id in any_json(),
    ) {
        let answer = handle(json!({
            "RequestType": kind,
            "ResponseURL": "https://bucket/answer",
            "StackId": "stack",
            "RequestId": "request",
            "ResourceType": "Custom::QoveryCredentials",
            "LogicalResourceId": "QoveryCredentials",
            "PhysicalResourceId": id,
            "ResourceProperties": properties,
            "OldResourceProperties": old,
        }));
        let answer = answer.expect("an answer");
        prop_assert!(!answer["Reason"].as_str().unwrap_or_default().is_empty());
        prop_assert!(!answer["PhysicalResourceId"].as_str().unwrap_or_default().is_empty());
    }

    #[test]
    fn one_property_of_any_kind_is_answered(name in prop::sample::select(domain::properties::NAMES.to_vec()), value in any_json()) {
        for kind in ["create", "update-name", "delete"] {
            let mut event = event(kind);
            event["ResourceProperties"][name] = value.clone();
            prop_assert!(handle(event).is_some());
        }
    }
}
