//! What the template says to a function, the function understands.

use std::{cell::RefCell, collections::BTreeSet};

use serde_json::Value;

use super::{document::names, stack::Stack};

/// Lambda's host and the tests set it, not the template.
const NOT_OF_THE_TEMPLATE: &str = "AWS_ENDPOINT_URL";

type Variable<'a> = &'a dyn Fn(&str) -> Option<String>;

fn stack(method: &str) -> Stack {
    let secret = "arn:aws:secretsmanager:eu-west-3:123456789012:secret:token-AbC123";
    Stack::with(&[
        ("AuthenticationMethod", method),
        (
            "QoveryOrganizationId",
            "3d0b8a4e-0000-4000-8000-000000000001",
        ),
        ("QoveryApiTokenSecretArn", secret),
        ("QoveryPrincipal", "222222222222"),
        ("CredentialsName", "production"),
    ])
}

/// Reads the function's environment, and gives the names that were asked for and those that the
/// template sets.
fn read<T, E: std::fmt::Debug>(
    stack: &Stack,
    function: &str,
    read: impl Fn(Variable<'_>) -> Result<T, E>,
) -> (BTreeSet<String>, BTreeSet<String>) {
    let function = &stack.resources()[function];
    let given = &function["Properties"]["Environment"]["Variables"];
    let asked = RefCell::new(BTreeSet::new());
    let variable = |name: &str| {
        asked.borrow_mut().insert(name.to_owned());
        match given.get(name)? {
            Value::String(text) => Some(text.clone()),
            other => panic!("{name} is no text: {other}"),
        }
    };
    let config = read(&variable);
    assert!(config.is_ok(), "{:?}", config.err());
    let mut asked = asked.into_inner();
    asked.remove(NOT_OF_THE_TEMPLATE);
    (asked, names(given))
}

#[test]
fn the_custom_resource_s_function_reads_all_that_it_is_given() {
    for method in ["AssumeRole", "StaticCredentials"] {
        let config = custom_resource::Config::read;
        let (asked, given) = read(&stack(method), "CustomResourceFunction", config);
        assert_eq!(asked, given, "{method}");
    }
}

#[test]
fn the_rotation_s_function_reads_all_that_it_is_given() {
    let config = rotation::Config::read;
    let (asked, given) = read(&stack("StaticCredentials"), "RotationFunction", config);
    assert_eq!(asked, given);
}

#[test]
fn the_reconciliation_s_function_reads_all_that_it_is_given() {
    for method in ["AssumeRole", "StaticCredentials"] {
        let config = reconciliation::Config::read;
        let (asked, given) = read(&stack(method), "ReconciliationFunction", config);
        assert_eq!(asked, given, "{method}");
    }
}
