//! AWS's limits, with every parameter as long as it may be.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    document::{entries, items, template},
    stack::Stack,
};

/// Source: Lambda quotas, "Environment variables"; measured as JSON.
const ENVIRONMENT: usize = 4_096;
/// Source: IAM quotas; white space does not count, and neither has these documents any.
const INLINE_POLICIES_OF_A_ROLE: usize = 10_240;
const MANAGED_POLICY: usize = 6_144;
/// Source: EventBridge quotas, "Event pattern size".
const EVENT_PATTERN: usize = 2_048;

#[test]
fn the_environment_of_each_function_fits() {
    let mut checked = 0;
    for resource in resources_of_the_longest_stacks() {
        let environment = &resource["Properties"]["Environment"]["Variables"];
        if environment.is_object() {
            let length = environment.to_string().len();
            assert!(length <= ENVIRONMENT, "{length}: {environment}");
            checked += 1;
        }
    }
    assert_eq!(checked, 5, "two functions with a role, three with a key");
}

#[test]
fn the_policies_fit() {
    for resource in resources_of_the_longest_stacks() {
        let properties = &resource["Properties"];
        let document = |policy: &Value| policy["PolicyDocument"].to_string().len();
        let inline: usize = items(&properties["Policies"]).iter().map(document).sum();
        assert!(inline <= INLINE_POLICIES_OF_A_ROLE, "{inline}: {resource}");
        if resource["Type"] == "AWS::IAM::ManagedPolicy" {
            let length = document(properties);
            assert!(length <= MANAGED_POLICY, "{length}: {resource}");
        }
    }
}

#[test]
fn the_pattern_of_iam_s_events_fits() {
    for method in METHODS {
        let resources = longest(method).resources();
        let pattern = &resources["IamChanges"]["Properties"]["EventPattern"];
        let length = pattern.to_string().len();
        assert!(length <= EVENT_PATTERN, "{length}: {pattern}");
    }
}

const METHODS: [&str; 2] = ["AssumeRole", "StaticCredentials"];

fn resources_of_the_longest_stacks() -> Vec<Value> {
    let resources = METHODS.map(|method| longest(method).resources().into_values());
    resources.into_iter().flatten().collect()
}

/// A stack whose parameters are all as long as they may be.
fn longest(method: &str) -> Stack {
    let template = template();
    let mut values: BTreeMap<&str, String> = entries(&template["Parameters"])
        .map(|(name, parameter)| (name.as_str(), longest_value(parameter)))
        .collect();
    let role = format!("{:x<128}", "arn:aws:iam::123456789012:role/");
    values.insert("RoleArn", role);
    values.insert("AuthenticationMethod", method.to_owned());
    let given: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    Stack::with(&given)
}

fn longest_value(parameter: &Value) -> String {
    // A pattern admits ASCII alone; any other letter may take four bytes.
    let letter = if parameter["AllowedPattern"].is_null() {
        "𝒙"
    } else {
        "x"
    };
    let allowed = items(&parameter["AllowedValues"]).iter();
    let allowed = allowed
        .filter_map(Value::as_str)
        .max_by_key(|value| value.len());
    match (&parameter["MaxLength"], &parameter["MaxValue"], allowed) {
        (Value::Number(length), ..) => {
            let length = length
                .as_u64()
                .and_then(|length| usize::try_from(length).ok());
            letter.repeat(length.expect("a length"))
        }
        (_, Value::Number(most), _) => most.to_string(),
        (_, _, Some(allowed)) => allowed.to_owned(),
        // No more than a UUID, or a name of 64 letters, or it reaches none of these limits.
        _ => "x".repeat(64),
    }
}
