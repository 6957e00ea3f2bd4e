//! A next version that breaks each promise in turn.

mod lost;

use std::fs;

use serde_json::json;
use support::{repository, toolbox};

use super::*;
use crate::{
    Publisher,
    set::{TEMPLATE, TEMPLATES},
    template,
};

/// A template of the first release: what every later one is held against.
fn first(name: &str) -> Value {
    let found = last(name, &Version::new(0, 1, 0)).unwrap();
    found.expect("a template of 0.1.0 in `releases`").1
}

/// What a next version breaks that has another value at this place of the template of one account;
/// null takes it away.
fn breaks_with(place: &str, value: Value) -> Vec<String> {
    breaks_of(TEMPLATE, place, value)
}

/// The same for this template.
fn breaks_of(template: &str, place: &str, value: Value) -> Vec<String> {
    let (before, mut after) = (first(template), first(template));
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
    for (name, _) in TEMPLATES {
        assert_eq!(breaks(&first(name), &first(name)), Vec::<String>::new());
    }
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
        (
            "/Resources/Added",
            json!({"Type": "AWS::SecretsManager::Secret", "DeletionPolicy": "Retain"}),
        ),
        (
            "/Rules/Added",
            json!({"Assertions": [{"Assert": {"Fn::Equals": [{"Ref": "Added"}, ""]}}]}),
        ),
        ("/Rules/OneTokenIsGiven", Value::Null),
    ] {
        assert_eq!(breaks_with(place, value), Vec::<String>::new(), "{place}");
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
        let conditional = schema["conditionalCreateOnlyProperties"].as_array();
        let mut named: Vec<&str> = named
            .chain(conditional.into_iter().flatten())
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
    let publisher = Publisher::of_this_repository().unwrap();
    for (name, source) in TEMPLATES {
        let Some((version, before)) = last(name, &this).unwrap() else {
            continue;
        };
        let breaks = breaks(&before, &template::tests::flattened_for(&publisher, source));
        let may_break = may_break(&version, &this, &changelog);
        assert!(breaks.is_empty() || may_break, "{name}: {breaks:#?}");
    }
}
