//! A next version that breaks each promise in turn.

use std::fs;

use serde_json::json;
use support::{repository, toolbox};

use super::*;
use crate::{
    set::{TEMPLATE, TEMPLATES},
    template,
};

/// The first release: what every later one is held against.
fn first() -> Value {
    let found = last(TEMPLATE, &Version::new(0, 1, 0)).unwrap();
    found.expect("releases/v0.1.0.json").1
}

/// What a next version breaks that has another value at this place; null takes it away.
fn breaks_with(place: &str, value: Value) -> Vec<String> {
    let (before, mut after) = (first(), first());
    let (parent, name) = place.rsplit_once('/').unwrap();
    let parent = after
        .pointer_mut(parent)
        .unwrap_or_else(|| panic!("no {parent}"));
    let fields = parent.as_object_mut().unwrap();
    if value.is_null() {
        assert!(fields.remove(name).is_some(), "no {place}");
    } else {
        fields.insert(name.to_owned(), value);
    }
    breaks(&before, &after)
}

#[test]
fn a_release_breaks_nothing_of_itself() {
    assert_eq!(breaks(&first(), &first()), Vec::<String>::new());
}

#[test]
fn what_a_stack_does_not_notice_breaks_nothing() {
    for (place, value) in [
        (
            "/Parameters/Added",
            json!({"Type": "String", "Default": ""}),
        ),
        ("/Outputs/Added", json!({"Value": "x"})),
        ("/Outputs/Version/Value", json!("0.2.0")),
        ("/Parameters/RetirementGraceDays/Default", json!(9)),
        (
            "/Resources/QoveryRole/Properties/MaxSessionDuration",
            json!(3600),
        ),
        ("/Resources/FindingsAlarm", Value::Null),
    ] {
        assert_eq!(breaks_with(place, value), Vec::<String>::new(), "{place}");
    }
}

/// Where a next version differs, how (JSON; null takes it away), and what is said of it.
const LOST: &[(&str, &str, &str)] = &[
    ("/Parameters/OnDelete", "null", "parameter OnDelete is gone"),
    (
        "/Parameters/Added",
        r#"{"Type": "String"}"#,
        "parameter Added is new and has no default",
    ),
    (
        "/Parameters/LogRetentionDays/Type",
        r#""String""#,
        "LogRetentionDays has another type",
    ),
    (
        "/Parameters/OnDelete/AllowedValues",
        r#"["Protect"]"#,
        r#"OnDelete does not take "Revoke""#,
    ),
    (
        "/Parameters/RoleName/AllowedValues",
        r#"["a"]"#,
        "RoleName takes some values only",
    ),
    (
        "/Parameters/CredentialsName/MaxLength",
        "63",
        "CredentialsName has a tighter MaxLength",
    ),
    (
        "/Parameters/RetirementGraceDays/MinValue",
        "2",
        "RetirementGraceDays has a tighter MinValue",
    ),
    (
        "/Parameters/RoleName/Default",
        "null",
        "RoleName has no default any more",
    ),
    (
        "/Parameters/QoveryApiToken/NoEcho",
        "null",
        "QoveryApiToken is hidden in one",
    ),
    ("/Outputs/RoleArn", "null", "output RoleArn is gone"),
    (
        "/Outputs/RoleArn/Condition",
        "null",
        "output RoleArn is there on another condition",
    ),
    ("/Resources/QoveryRole", "null", "QoveryRole is gone"),
    (
        "/Resources/QoveryCredentials/Type",
        r#""Custom::Other""#,
        "QoveryCredentials is gone, or no",
    ),
    (
        "/Resources/QoveryKey/DeletionPolicy",
        r#""Delete""#,
        "QoveryKey is not retained",
    ),
    (
        "/Resources/QoveryPermissions/Properties/Description",
        r#""x""#,
        "QoveryPermissions is replaced: Desc",
    ),
    (
        "/Resources/RotationFunction/Properties/FunctionName",
        r#""x""#,
        "RotationFunction is replaced",
    ),
];

#[test]
fn what_a_stack_would_lose_is_named() {
    for (place, value, expected) in LOST {
        let value = serde_json::from_str(value).unwrap();
        let found = breaks_with(place, value).join("\n");
        assert!(found.contains(expected), "{place}: {found}");
    }
}

#[test]
fn a_default_that_would_replace_something_is_found_behind_its_conditions() {
    let found = breaks_with("/Parameters/RoleName/Default", json!("qovery"));
    assert!(
        found
            .iter()
            .any(|one| one.starts_with("QoveryRole is replaced: RoleName")),
        "{found:?}"
    );
    let found = breaks_with(
        "/Parameters/AuthenticationMethod/Default",
        json!("StaticCredentials"),
    );
    for name in ["QoveryRole", "QoveryUser", "QoveryKey"] {
        let expected = format!("{name} is made on another condition");
        assert!(
            found.iter().any(|one| one.starts_with(&expected)),
            "{name}: {found:?}"
        );
    }
    let found = breaks_with("/Conditions/MakesRole", json!({"Condition": "AssumesRole"}));
    assert!(
        found
            .iter()
            .any(|one| one.starts_with("QoveryRole is made on another")),
        "{found:?}"
    );
}

#[test]
fn only_a_new_line_may_break_and_it_says_how_to_upgrade() {
    let changelog = "# Changelog\n\n## 2.0.0 (2027-01-01)\n\n### Upgrade\n\nDo this.\n\n## 1.1.0 (2026-12-01)\n\n- x\n";
    let may = |last: &str, this: &str, changelog: &str| {
        may_break(&last.parse().unwrap(), &this.parse().unwrap(), changelog)
    };
    assert!(may("1.1.0", "2.0.0", changelog));
    assert!(!may(
        "1.1.0",
        "2.0.0",
        &changelog.replace("### Upgrade", "### Other")
    ));
    assert!(!may("1.0.0", "1.1.0", &changelog.replace("2.0.0", "1.1.0")));
    assert!(may("0.1.0", "0.2.0", &changelog.replace("2.0.0", "0.2.0")));
    assert!(!may("0.1.0", "0.1.1", &changelog.replace("2.0.0", "0.1.1")));
}

#[test]
fn the_properties_that_replace_a_resource_are_those_of_its_schema() {
    let programs = toolbox::cfn_lint().unwrap();
    let libraries = programs.ancestors().nth(2).unwrap().join("lib");
    let python = fs::read_dir(libraries)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let schemas = python.join("site-packages/cfnlint/data/schemas");
    let read = |path: String| -> Value {
        serde_json::from_str(&fs::read_to_string(schemas.join(path)).unwrap()).unwrap()
    };
    let files = read("providers/us-east-1.json".to_owned());
    for (kind, replacing) in REPLACING
        .iter()
        .filter(|(kind, _)| kind.starts_with("AWS::"))
    {
        let schema = read(format!("resources/{}.json", files[kind].as_str().unwrap()));
        let named = schema["createOnlyProperties"].as_array().unwrap().iter();
        let mut named: Vec<&str> = named
            .filter_map(|path| path.as_str()?.strip_prefix("/properties/"))
            .collect();
        named.sort_unstable();
        assert_eq!(*replacing, named, "{kind}");
    }
}

#[test]
fn every_template_keeps_what_the_last_release_promised() {
    let this: Version = env!("CARGO_PKG_VERSION").parse().unwrap();
    let changelog = fs::read_to_string(repository::root().join("CHANGELOG.md")).unwrap();
    assert!(last(TEMPLATE, &this).unwrap().is_some());
    for (name, source) in TEMPLATES {
        let Some((version, before)) = last(name, &this).unwrap() else {
            continue;
        };
        let breaks = breaks(&before, &template::tests::flattened(source));
        let may_break = may_break(&version, &this, &changelog);
        assert!(breaks.is_empty() || may_break, "{name}: {breaks:#?}");
    }
}
