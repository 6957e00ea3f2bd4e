//! What Qovery may use outlives a deletion, and what the function needs to answer outlives it, too.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    document::{entries, template, texts},
    stack::Stack,
};

/// Held by Qovery, or naming what is.
const RETAINED: &[&str] = &[
    "CustomResourceFunctionLogs",
    "QoveryKey",
    "QoveryPermissions",
    "QoveryRole",
    "QoveryUser",
];

#[test]
fn cloudformation_deletes_nothing_that_qovery_may_use() {
    let template = template();
    let resources = || entries(&template["Resources"]);
    for (name, resource) in resources() {
        let policies = [
            &resource["DeletionPolicy"],
            &resource["UpdateReplacePolicy"],
        ];
        let is_retained = policies.iter().all(|policy| **policy == "Retain");
        assert_eq!(is_retained, RETAINED.contains(&name.as_str()), "{name}");
        // It would delete what a failed update has made, and Qovery may hold.
        assert!(
            policies
                .iter()
                .all(|policy| **policy != "RetainExceptOnCreate")
        );
    }
    let names: BTreeSet<&str> = resources().map(|(name, _)| name.as_str()).collect();
    assert!(RETAINED.iter().all(|name| names.contains(name)));
}

#[test]
fn roles_users_and_keys_have_the_stack_s_tag_and_nothing_else_has_it() {
    let template = template();
    let tag = json!([{ "Key": "qovery-aws-connect-stack", "Value": { "!Ref": "AWS::StackId" } }]);
    let tagged: BTreeSet<&str> = entries(&template["Resources"])
        .filter(|(_, resource)| resource["Properties"]["Tags"] == tag)
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(tagged, ["QoveryKey", "QoveryRole", "QoveryUser"].into());
    let tags = super::document::fields(&template["Resources"], "Tags");
    assert_eq!(tags.len(), tagged.len());
}

#[test]
fn only_an_operator_names_a_role_and_nobody_a_user() {
    let name = |given: &[(&str, &str)]| {
        let resources = Stack::with(given).resources();
        resources["QoveryRole"]["Properties"]
            .get("RoleName")
            .cloned()
    };
    assert_eq!(name(&[]), None);
    assert_eq!(name(&[("RoleName", "ours")]), Some("ours".into()));
    let is_static = Stack::with(&[("AuthenticationMethod", "StaticCredentials")]);
    let user = &is_static.resources()["QoveryUser"]["Properties"];
    assert_eq!(user.get("UserName"), None);
}

#[test]
fn a_stack_makes_a_role_or_a_user_or_takes_the_role_that_is_given() {
    let makes = |given: &[(&str, &str)]| -> BTreeSet<String> {
        let made = Stack::with(given).resources().into_keys();
        made.filter(|name| ["QoveryKey", "QoveryRole", "QoveryUser"].contains(&name.as_str()))
            .collect()
    };
    let is_static = ("AuthenticationMethod", "StaticCredentials");
    let role_arn = ("RoleArn", "arn:aws:iam::123456789012:role/theirs");
    let user = ["QoveryKey", "QoveryUser"].map(str::to_owned);
    assert_eq!(makes(&[]), ["QoveryRole".to_owned()].into());
    assert_eq!(makes(&[role_arn]), BTreeSet::new());
    assert_eq!(makes(&[is_static]), user.clone().into());
    assert_eq!(makes(&[is_static, role_arn]), user.into());
}

#[test]
fn qovery_s_sessions_of_four_hours_are_admitted() {
    let role = &template()["Resources"]["QoveryRole"]["Properties"];
    assert_eq!(role["MaxSessionDuration"], 4 * 3600);
}

#[test]
fn more_policies_are_attached_beside_what_qovery_needs() {
    let more = "arn:aws:iam::aws:policy/A,arn:aws:iam::aws:policy/B";
    for (method, identity) in [
        ("AssumeRole", "QoveryRole"),
        ("StaticCredentials", "QoveryUser"),
    ] {
        let attached = |given: &str| {
            let method = ("AuthenticationMethod", method);
            let stack = Stack::with(&[method, ("AdditionalPolicyArns", given)]);
            let attached = &stack.resources()[identity]["Properties"]["ManagedPolicyArns"];
            texts(attached)
        };
        assert_eq!(attached("").len(), 1, "{identity}");
        assert!(attached("")[0].contains(":policy/QoveryPermissions"));
        assert_eq!(attached(more)[0], attached("")[0]);
        assert_eq!(attached(more)[1..].join(","), more);
    }
}

#[test]
fn nothing_depends_on_a_resource_that_may_not_be_made() {
    // A reference in `Fn::If` makes the order; `DependsOn` cannot be conditional.
    let template = template();
    let resources = &template["Resources"];
    for (name, resource) in entries(resources) {
        for needed in texts(&resource["DependsOn"]) {
            let condition = &resources[&needed]["Condition"];
            let is_alike = *condition == resource["Condition"];
            assert!(condition.is_null() || is_alike, "{name}: {needed}");
        }
    }
}

#[test]
fn a_request_is_tried_once_from_the_first_to_the_last() {
    let resources = &template()["Resources"];
    let tried = &resources["CustomResourceFunctionEventInvokeConfig"]["Properties"];
    assert_eq!(tried["MaximumRetryAttempts"], 0);
    let needed = texts(&resources["QoveryCredentials"]["DependsOn"]);
    assert!(needed.contains(&"CustomResourceFunctionEventInvokeConfig".to_owned()));
    // Queueing and running end before CloudFormation gives up.
    let seconds = |value: &Value| value.as_u64().expect("seconds");
    let queued = seconds(&tried["MaximumEventAgeInSeconds"]);
    let runs = seconds(&resources["CustomResourceFunction"]["Properties"]["Timeout"]);
    let waits = seconds(&resources["QoveryCredentials"]["Properties"]["ServiceTimeout"]);
    assert!(queued + runs < waits, "{queued} s, {runs} s, {waits} s");
}

#[test]
fn the_old_token_can_be_read_until_the_old_credentials_are_deleted() {
    // IAM cannot change a description: with another secret comes another policy, and
    // CloudFormation deletes the old one after the custom resource that depends on it.
    let description = |secret: &str| {
        let stack = Stack::with(&[("QoveryApiTokenSecretArn", secret)]);
        stack.resources()["CustomResourceTokenPolicy"]["Properties"]["Description"].clone()
    };
    assert_ne!(description("arn:one"), description("arn:two"));
    let needed = texts(&template()["Resources"]["QoveryCredentials"]["DependsOn"]);
    assert!(needed.contains(&"CustomResourceTokenPolicy".to_owned()));
}
