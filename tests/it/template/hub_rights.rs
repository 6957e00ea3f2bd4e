//! What the hub's functions may do, in the hub and in its members.

use std::collections::{BTreeMap, BTreeSet};

use adapters::Adapters;
use domain::ports::{
    Identities, IdentityTags, KeyAccounts, MemberAccounts, Notifications, OrganizationAccounts,
    RequestQueue, RequestVisibility, RoleTags, Roles, Secrets, StackInstances, Stacks,
};
use organizations::Organizations;
use serde_json::Value;

use super::{
    document::{hub, member, texts},
    rights::{NOT_CALLED, roles, statements_of},
};

/// Called by Lambda on the registrar's behalf.
const BY_LAMBDA: [&str; 3] = [
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:ReceiveMessage",
];

fn granted(template: &Value, role: &str) -> BTreeSet<String> {
    let statements = statements_of(template, role).into_iter();
    let actions = statements.flat_map(|statement| texts(&statement["Action"]));
    actions.collect()
}

fn listed(ports: &[&[&str]]) -> BTreeSet<String> {
    let operations = ports.iter().copied().flatten();
    operations.map(ToString::to_string).collect()
}

#[test]
fn the_hub_s_functions_are_granted_what_they_call_and_nothing_else() {
    let called = BTreeMap::from([
        (
            "fleet",
            listed(&[
                <Adapters as KeyAccounts>::OPERATIONS,
                <Adapters as MemberAccounts>::OPERATIONS,
                <Adapters as Notifications>::OPERATIONS,
                <Organizations as OrganizationAccounts>::OPERATIONS,
                <Adapters as RoleTags>::OPERATIONS,
                <Adapters as Secrets>::OPERATIONS,
                <Adapters as StackInstances>::OPERATIONS,
            ]),
        ),
        ("intake", listed(&[<Adapters as RequestQueue>::OPERATIONS])),
        (
            "registrar",
            listed(&[
                &BY_LAMBDA,
                <Adapters as KeyAccounts>::OPERATIONS,
                <Adapters as MemberAccounts>::OPERATIONS,
                <Adapters as RequestVisibility>::OPERATIONS,
                <Adapters as Secrets>::OPERATIONS,
            ]),
        ),
    ]);
    let of_hub = roles(hub());
    assert_eq!(of_hub.len(), called.len());
    for (function, called) in called {
        let mut granted = granted(hub(), &of_hub[function]);
        granted.retain(|action| called.contains(action) || !NOT_CALLED.contains(&action.as_str()));
        assert_eq!(granted, called, "functions/{function}");
    }
}

#[test]
fn the_hub_may_do_in_a_member_what_it_calls_there_for_roles() {
    let mut called = listed(&[
        <Adapters as Identities>::OPERATIONS,
        <Adapters as IdentityTags>::OPERATIONS,
        <Adapters as Roles>::OPERATIONS,
        <Adapters as Stacks>::OPERATIONS,
    ]);
    // A member has no user.
    called.retain(|operation| {
        let of_user = [
            "User",
            "LoginProfile",
            "MFADevices",
            "SSHPublicKeys",
            "ServiceSpecificCredentials",
            "SigningCertificates",
        ];
        !of_user.iter().any(|word| operation.contains(word))
    });
    assert_eq!(granted(member(), "ConnectReader"), called);
}

#[test]
fn the_hub_s_rights_in_a_member_depend_on_the_stack_s_tag() {
    for statement in statements_of(member(), "ConnectReader") {
        let exact = ["QoveryPermissions", "AWS::StackId"];
        let resource = &statement["Resource"];
        let names_one = exact.iter().any(|name| resource["!Ref"] == *name)
            || resource["!GetAtt"] == "QoveryRole.Arn";
        let tag = &statement["Condition"]["StringEquals"];
        let tag = &tag["aws:ResourceTag/qovery-aws-connect-stack"]["!Ref"];
        assert!(names_one || *tag == "AWS::StackId", "{statement}");
    }
}
