//! The templates of a hub and its members: what is the same as for one account, and what the code
//! knows of both.

use std::{cell::RefCell, collections::BTreeSet, time::Duration};

use domain::organization::{MEMBER_NAMES, MOST_DELIVERIES, VISIBILITY, fleet::MEMBER_OUTPUTS};
use serde_json::Value;

use super::{
    document::{entries, hub, member, names, template, texts},
    rights::statements_of,
};
use crate::organization::variable;

fn resource<'a>(template: &'a Value, name: &str) -> &'a Value {
    let resource = &template["Resources"][name];
    assert!(resource.is_object(), "{name} is there");
    resource
}

#[test]
fn a_member_s_role_policy_and_retention_are_those_of_one_account() {
    for name in ["QoveryPermissions", "QoveryRole"] {
        let (alone, of_member) = (resource(template(), name), resource(member(), name));
        let mut alone = alone.clone();
        if let Some(alone) = alone.as_object_mut() {
            alone.remove("Condition");
        }
        assert_eq!(*of_member, alone, "{name}");
        assert_eq!(of_member["DeletionPolicy"], "Retain", "{name}");
    }
    for (name, condition) in entries(&member()["Conditions"]) {
        assert_eq!(*condition, template()["Conditions"][name], "{name}");
    }
}

#[test]
fn a_member_sends_what_the_hub_admits_and_nothing_else() {
    let credentials = &resource(member(), "QoveryCredentials")["Properties"];
    let mut sent = names(credentials);
    for of_cloudformation in ["ServiceToken", "ServiceTimeout"] {
        assert!(sent.remove(of_cloudformation), "{of_cloudformation}");
    }
    let admitted = MEMBER_NAMES.iter().map(ToString::to_string).collect();
    assert_eq!(sent, admitted);
    assert_eq!(credentials["ServiceTimeout"], 3_600);
}

#[test]
fn a_member_has_no_code_and_no_token() {
    let text = member().to_string();
    assert!(!text.contains("AWS::Lambda") && !text.contains("AWS::Serverless"));
    assert!(!text.contains("ApiToken") && member().get("Transform").is_none());
}

#[test]
fn the_hub_s_functions_read_all_that_they_are_given() {
    type Read = fn(&dyn Fn(&str) -> Option<String>) -> bool;
    let functions: [(&str, Read); 3] = [
        ("FleetFunction", |given| fleet::Config::read(given).is_ok()),
        ("IntakeFunction", |given| {
            intake::Config::read(given).is_ok()
        }),
        ("RegistrarFunction", |given| {
            registrar::Config::read(given).is_ok()
        }),
    ];
    for (name, read) in functions {
        let function = &resource(hub(), name)["Properties"];
        let given = names(&function["Environment"]["Variables"]);
        let asked = RefCell::new(BTreeSet::new());
        let is_read = read(&|name| {
            asked.borrow_mut().insert(name.to_owned());
            variable(name)
        });
        assert!(is_read, "{name}");
        let mut asked = asked.into_inner();
        // Lambda's own, and what only tests set.
        asked.remove("AWS_REGION");
        asked.remove("AWS_ENDPOINT_URL");
        assert_eq!(asked, given, "{name}");
    }
}

#[test]
fn hub_and_member_know_each_other_by_name() {
    let reader = &resource(member(), "ConnectReader")["Properties"];
    let name = reader["RoleName"].as_str().expect("a name");
    let trusted = &reader["AssumeRolePolicyDocument"]["Statement"][0];
    assert_eq!(trusted["Sid"], "Hub");
    let admitted = &trusted["Condition"]["ArnEquals"]["aws:PrincipalArn"];
    let admitted = admitted.as_array().expect("ARNs").iter();
    let admitted = admitted.map(|arn| arn["!Sub"][0].as_str());
    let admitted: Vec<&str> = admitted.map(|arn| arn.expect("an ARN")).collect();
    let mut roles = Vec::new();
    for function in ["RegistrarFunction", "FleetFunction"] {
        let role = format!("{function}Role");
        let statements = statements_of(hub(), &role);
        let mut statements = statements.iter();
        let enters = statements.find(|one| one["Action"] == "sts:AssumeRole");
        let enters = enters.expect("the function enters members");
        let readers = format!("arn:${{AWS::Partition}}:iam::*:role/{name}");
        assert_eq!(enters["Resource"]["!Sub"], readers);
        let organization = &enters["Condition"]["StringEquals"]["aws:ResourceOrgID"];
        assert_eq!(organization["!Ref"], "AwsOrganizationId");
        let variables = &resource(hub(), function)["Properties"]["Environment"]["Variables"];
        assert_eq!(variables["READER_ROLE_NAME"], name);
        let role = &resource(hub(), &role)["Properties"]["RoleName"];
        let role = role.as_str().expect("a name");
        roles.push(format!("arn:${{AWS::Partition}}:iam::${{Hub}}:role/{role}"));
    }
    assert_eq!(admitted, roles);
}

#[test]
fn a_member_s_stack_says_what_the_look_after_it_starts_from() {
    let outputs = names(&member()["Outputs"]);
    for name in MEMBER_OUTPUTS {
        assert!(outputs.contains(name), "{name}");
    }
}

#[test]
fn the_fleet_lists_the_stack_set_that_the_hub_makes() {
    let set = &resource(hub(), "MemberStacks")["Properties"]["StackSetName"]["!Sub"];
    let variables = &resource(hub(), "FleetFunction")["Properties"]["Environment"]["Variables"];
    assert_eq!(variables["STACK_SET_NAME"]["!If"][1]["!Sub"], *set);
    let own = &resource(hub(), "FleetFunctionRole")["Properties"]["RoleName"];
    assert_eq!(variables["FUNCTION_ROLE_NAME"], *own);
}

#[test]
fn only_cloudformation_in_this_organization_may_ask() {
    let policy = &resource(hub(), "RequestsPolicy")["Properties"]["PolicyDocument"];
    let statements = policy["Statement"].as_array().expect("statements");
    assert_eq!(statements.len(), 1);
    let condition = &statements[0]["Condition"];
    let organization = &condition["StringEquals"]["aws:PrincipalOrgID"];
    assert_eq!(organization["!Ref"], "AwsOrganizationId");
    let via = &condition["ForAnyValue:StringEquals"]["aws:CalledVia"];
    assert_eq!(via, "cloudformation.amazonaws.com");
}

#[test]
fn the_queue_is_as_the_code_counts_on_it() {
    let queue = &resource(hub(), "Queue")["Properties"];
    let seconds = |value: &Value| Duration::from_secs(value.as_u64().expect("seconds"));
    let timeout = seconds(&resource(hub(), "RegistrarFunction")["Properties"]["Timeout"]);
    assert_eq!(seconds(&queue["VisibilityTimeout"]), VISIBILITY);
    assert_eq!(VISIBILITY, timeout * 6);
    assert_eq!(queue["RedrivePolicy"]["maxReceiveCount"], MOST_DELIVERIES);
    assert!(seconds(&queue["MessageRetentionPeriod"]) > Duration::from_hours(1));
    let events = &resource(hub(), "RegistrarEvents")["Properties"];
    assert_eq!(events["BatchSize"], 10);
    assert_eq!(
        texts(&events["FunctionResponseTypes"]),
        ["ReportBatchItemFailures"]
    );
}

#[test]
fn members_are_deleted_before_what_answers_them() {
    let waits_for = texts(&resource(hub(), "MemberStacks")["DependsOn"]);
    for name in [
        "QueuePolicy",
        "RegistrarEvents",
        "RequestsPolicy",
        "RequestsSubscription",
    ] {
        assert!(waits_for.iter().any(|one| one == name), "{name}");
    }
}

#[test]
fn every_parameter_of_a_member_comes_from_its_hub() {
    let given = &resource(hub(), "MemberStacks")["Properties"]["Parameters"];
    let given = given.as_array().expect("a list").iter();
    let given: BTreeSet<String> = given
        .map(|one| one["ParameterKey"].as_str().expect("a name").to_owned())
        .collect();
    let mut taken = names(&member()["Parameters"]);
    // Another one in each account, where there is one at all.
    taken.remove("FunctionPermissionsBoundaryArn");
    assert_eq!(given, taken);
    let link = &hub()["Outputs"]["MemberLink"]["Value"];
    let split = &link["!Join"][1]["!Split"];
    assert_eq!(link["!Join"][0], "%2B");
    assert_eq!(split[0], "+");
    let link = split[1]["!Sub"][0].as_str().expect("a text");
    assert!(!link.contains('+'), "{link}");
    for name in taken {
        assert!(link.contains(&format!("&param_{name}=")), "{name}");
    }
}

#[test]
fn the_versions_are_the_workspace_s() {
    for template in [hub(), member()] {
        let version = &template["Outputs"]["Version"]["Value"];
        assert_eq!(version, env!("CARGO_PKG_VERSION"));
    }
}
