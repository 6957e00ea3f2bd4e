//! Which events of IAM start the reconciliation at once: the rule's pattern against samples.

use std::{fs, path::Path};

use serde_json::{Value, json};

use super::{document::template, stack::Stack};

const ROLE: &str = "qovery-role";
const USER: &str = "qovery";

/// The samples in `events/reconciliation`, and the methods under which each starts a run.
const SAMPLES: &[(&str, &[&str])] = &[
    ("update-assume-role-policy", &["AssumeRole"]),
    ("update-assume-role-policy-of-another-role", &[]),
    ("delete-role", &["AssumeRole"]),
    ("detach-role-policy", &["AssumeRole"]),
    ("delete-role-policy", &["AssumeRole"]),
    ("tag-role", &[]),
    ("detach-user-policy", &["StaticCredentials"]),
    ("update-access-key", &["StaticCredentials"]),
    ("delete-access-key", &["StaticCredentials"]),
    ("delete-access-key-of-another-user", &[]),
    ("schedule", &[]),
    ("invocation", &[]),
];

/// Operations on the role that change what Qovery gets.
const OF_THE_ROLE: &[&str] = &[
    "AttachRolePolicy",
    "DeleteRole",
    "DeleteRolePermissionsBoundary",
    "DeleteRolePolicy",
    "DetachRolePolicy",
    "PutRolePermissionsBoundary",
    "PutRolePolicy",
    "UpdateAssumeRolePolicy",
    "UpdateRole",
];
/// The same of the user.
const OF_THE_USER: &[&str] = &[
    "AddUserToGroup",
    "AttachUserPolicy",
    "CreateAccessKey",
    "DeleteAccessKey",
    "DeleteUser",
    "DeleteUserPermissionsBoundary",
    "DeleteUserPolicy",
    "DetachUserPolicy",
    "PutUserPermissionsBoundary",
    "PutUserPolicy",
    "RemoveUserFromGroup",
    "UpdateAccessKey",
    "UpdateUser",
];
/// The same of a policy.
const OF_A_POLICY: &[&str] = &["CreatePolicyVersion", "SetDefaultPolicyVersion"];

#[test]
fn the_samples_start_a_run_where_they_concern_this_role_or_user() {
    for (name, methods) in SAMPLES {
        for method in ["AssumeRole", "StaticCredentials"] {
            let passes = matches(&pattern(&[("AuthenticationMethod", method)]), &sample(name));
            assert_eq!(passes, methods.contains(&method), "{name}, {method}");
        }
    }
}

/// IAM is global, and each partition has its events in one region.
#[test]
fn the_rule_is_made_where_a_partition_s_events_of_iam_are_and_nowhere_else() {
    let is_made = |region: &str| {
        let stack = Stack::with(&[("AWS::Region", region)]);
        stack.resources().contains_key("IamChanges")
    };
    for region in ["us-east-1", "us-gov-west-1", "cn-north-1", "eusc-de-east-1"] {
        assert!(is_made(region), "{region}");
    }
    assert!(!is_made("eu-west-3"));
}

#[test]
fn a_change_of_the_role_starts_a_run_and_one_of_another_role_does_not() {
    let made = pattern(&[]);
    let given = pattern(&[("RoleArn", "arn:aws:iam::123456789012:role/qovery-role")]);
    for name in OF_THE_ROLE {
        let of = |role: &str| event(name, &json!({ "roleName": role }));
        for pattern in [&made, &given] {
            assert!(matches(pattern, &of(ROLE)), "{name}");
            assert!(!matches(pattern, &of("another")), "{name}");
        }
    }
}

#[test]
fn a_change_of_the_user_starts_a_run_and_one_of_another_user_does_not() {
    let pattern = pattern(&[("AuthenticationMethod", "StaticCredentials")]);
    for name in OF_THE_USER {
        let of = |user: &str| event(name, &json!({ "userName": user }));
        assert!(matches(&pattern, &of(USER)), "{name}");
        assert!(!matches(&pattern, &of("another")), "{name}");
    }
}

#[test]
fn a_key_that_is_made_with_the_key_itself_starts_a_run() {
    // A request about the caller need not name it: `aws iam create-access-key`.
    let mut event = event("CreateAccessKey", &Value::Null);
    event["detail"]["responseElements"] = json!({ "accessKey": { "userName": USER } });
    let is_static = ("AuthenticationMethod", "StaticCredentials");
    assert!(matches(&pattern(&[is_static]), &event));
    assert!(!matches(&pattern(&[]), &event));
}

#[test]
fn a_change_of_a_policy_that_qovery_has_starts_a_run() {
    let (more, boundary) = (
        "arn:aws:iam::123456789012:policy/more",
        "arn:aws:iam::123456789012:policy/bounds",
    );
    let given = [
        ("AdditionalPolicyArns", more),
        ("PermissionsBoundaryArn", boundary),
    ];
    let own = Stack::with(&[]).resolved(&json!({ "!Ref": "QoveryPermissions" }));
    let own = own.expect("an ARN");
    for name in OF_A_POLICY {
        let of = |policy: &str| event(name, &json!({ "policyArn": policy }));
        for policy in [own.as_str().expect("an ARN"), more, boundary] {
            assert!(matches(&pattern(&given), &of(policy)), "{name}, {policy}");
        }
        assert!(!matches(&pattern(&[]), &of(more)), "{name}");
    }
}

#[test]
fn a_call_that_failed_and_one_of_cloudformation_start_nothing() {
    let sound = event("DeleteRole", &json!({ "roleName": ROLE }));
    assert!(matches(&pattern(&[]), &sound));
    let mut failed = sound.clone();
    failed["detail"]["errorCode"] = "AccessDenied".into();
    assert!(!matches(&pattern(&[]), &failed));
    let mut by_a_stack = sound;
    by_a_stack["detail"]["sourceIPAddress"] = "cloudformation.amazonaws.com".into();
    assert!(!matches(&pattern(&[]), &by_a_stack));
}

fn pattern(given: &[(&str, &str)]) -> Value {
    let pattern = &template()["Resources"]["IamChanges"]["Properties"]["EventPattern"];
    let resolved = Stack::with(given).resolved(pattern).expect("a pattern");
    // The samples' names in place of those that CloudFormation makes.
    let text = resolved.to_string();
    let text = text.replace(&super::stack::made("QoveryRole", 64), ROLE);
    let text = text.replace(&super::stack::made("QoveryUser", 64), USER);
    serde_json::from_str(&text).expect("JSON")
}

fn sample(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../events/reconciliation");
    let text = fs::read_to_string(path.join(name).with_extension("json"));
    serde_json::from_str(&text.expect("a sample event")).expect("a sample event is JSON")
}

/// A sample with another operation in it.
fn event(name: &str, request: &Value) -> Value {
    let mut event = sample("delete-role");
    event["detail"]["eventName"] = name.into();
    event["detail"]["requestParameters"] = request.clone();
    event
}

/// Source: EventBridge user guide, "Comparison operators": a list holds the values that a field may
/// have, `$or` the patterns of which one must match, and it needs two of them.
fn matches(pattern: &Value, event: &Value) -> bool {
    let fields = pattern.as_object().expect("a pattern's fields");
    fields.iter().all(|(name, wanted)| match wanted {
        Value::Array(patterns) if name == "$or" => {
            assert!(patterns.len() > 1, "{pattern}");
            patterns.iter().any(|one| matches(one, event))
        }
        Value::Array(values) => values.iter().any(|value| is(value, event.get(name))),
        nested => event
            .get(name)
            .is_some_and(|field| field.is_object() && matches(nested, field)),
    })
}

/// One value of a list: a text, or an operator.
fn is(wanted: &Value, field: Option<&Value>) -> bool {
    match (wanted.get("exists"), wanted.get("anything-but")) {
        (Some(exists), _) => *exists == field.is_some(),
        (_, Some(other)) => field.is_some_and(|field| field != other),
        _ => field == Some(wanted),
    }
}
