//! Resources that a stack must not lose or get anew: those that Qovery uses, and what holds or
//! answers for them.

use serde_json::Value;

use super::meaning;

/// Each type, with the properties whose change makes CloudFormation replace the resource.
///
/// Source: `createOnlyProperties` and `conditionalCreateOnlyProperties` of the types' schemas; a test
/// holds them equal.
pub const REPLACING: &[(&str, &[&str])] = &[
    (
        "AWS::IAM::ManagedPolicy",
        &["Description", "ManagedPolicyName", "Path"],
    ),
    (
        "AWS::CloudFormation::StackSet",
        &["PermissionModel", "StackSetName"],
    ),
    ("AWS::IAM::Role", &["Path", "RoleName"]),
    ("AWS::IAM::User", &["UserName"]),
    (
        "AWS::Lambda::Function",
        &[
            "DurableConfig",
            "FunctionName",
            "PackageType",
            "TenancyConfig",
        ],
    ),
    ("AWS::Logs::LogGroup", &["LogGroupName"]),
    // Members name the topic, and the queue holds what they asked.
    ("AWS::SNS::Topic", &["FifoTopic", "TopicName"]),
    ("AWS::SQS::Queue", &["FifoQueue", "QueueName"]),
    ("AWS::SecretsManager::Secret", &["Name"]),
    // CloudFormation refuses to change it at all.
    ("Custom::QoveryCredentials", &["ServiceToken"]),
];

/// What carries requests and events to the functions: without it, nothing fails and nothing answers.
const CARRYING: &[&str] = &[
    "AWS::Lambda::EventSourceMapping",
    "AWS::Lambda::Permission",
    "AWS::SNS::Subscription",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::Scheduler::Schedule",
    "AWS::SecretsManager::RotationSchedule",
];

/// Properties that give access, or reach accounts: a list may get longer.
const KEPT: &[(&str, &[&str])] = &[
    ("AWS::IAM::Role", &["ManagedPolicyArns"]),
    (
        "AWS::CloudFormation::StackSet",
        &["AutoDeployment", "Parameters", "StackInstancesGroup"],
    ),
];

/// What has an access that is lost with it: a stack that goes back deletes what the template before
/// does not have.
const HOLDING: &[&str] = &["AWS::IAM::User", "AWS::SecretsManager::Secret"];

/// What says whether a resource outlives its place in the template.
const POLICIES: [&str; 2] = ["DeletionPolicy", "UpdateReplacePolicy"];

pub(super) fn breaks(last: &Value, this: &Value) -> Vec<String> {
    let mut breaks = Vec::new();
    for (name, before) in last["Resources"].as_object().into_iter().flatten() {
        let kind = before["Type"].as_str().unwrap_or_default();
        let replacing = properties_of(kind, REPLACING);
        if replacing.is_none() && !CARRYING.contains(&kind) {
            continue;
        }
        let Some(after) = this["Resources"]
            .get(name)
            .filter(|after| after["Type"] == kind)
        else {
            breaks.push(format!("{name} is gone, or no {kind} any more"));
            continue;
        };
        let replacing = replacing.unwrap_or_default();
        let mut found = breaks_of((before, last), (after, this), replacing);
        found.extend(not_kept((before, last), (after, this)));
        breaks.extend(found.into_iter().map(|what| format!("{name} {what}")));
    }
    for (name, added) in this["Resources"].as_object().into_iter().flatten() {
        let is_holding = HOLDING.iter().any(|kind| added["Type"] == *kind);
        if is_holding
            && last["Resources"].get(name).is_none()
            && added["DeletionPolicy"] != "Retain"
        {
            breaks.push(format!(
                "{name} is new, and not retained where a stack goes back"
            ));
        }
    }
    breaks
}

fn properties_of(
    kind: &str,
    table: &[(&str, &'static [&'static str])],
) -> Option<&'static [&'static str]> {
    let row = table.iter().find(|(guarded, _)| *guarded == kind);
    row.map(|(_, properties)| *properties)
}

/// What a resource does not have any more of the properties that are kept. A role that no template
/// retains is a function's own.
fn not_kept(before: (&Value, &Value), after: (&Value, &Value)) -> Vec<String> {
    let kind = before.0["Type"].as_str().unwrap_or_default();
    if kind == "AWS::IAM::Role" && before.0["DeletionPolicy"] != "Retain" {
        return Vec::new();
    }
    let properties = properties_of(kind, KEPT).unwrap_or_default().iter();
    let lost = properties.filter(|property| {
        let [before, after] = [before, after].map(|(resource, template)| {
            meaning::value(&resource["Properties"][**property], template)
        });
        match (before.as_array(), after.as_array()) {
            (Some(before), Some(after)) => !before.iter().all(|item| after.contains(item)),
            _ => before != after,
        }
    });
    lost.map(|property| format!("has another {property}, or a default behind it is another"))
        .collect()
}

/// A resource with the template that it stands in, before and after.
fn breaks_of(before: (&Value, &Value), after: (&Value, &Value), replacing: &[&str]) -> Vec<String> {
    let mut breaks = Vec::new();
    let condition = |(resource, template): (&Value, &Value)| {
        meaning::condition(&resource["Condition"], template)
    };
    if condition(before) != condition(after) {
        breaks.push("is made on another condition, or a default behind it is another".to_owned());
    }
    for policy in POLICIES {
        if before.0[policy] == "Retain" && after.0[policy] != "Retain" {
            breaks.push(format!("is not retained any more: {policy}"));
        }
    }
    for property in replacing {
        let meant = |(resource, template): (&Value, &Value)| {
            meaning::value(&resource["Properties"][*property], template)
        };
        if meant(before) != meant(after) {
            breaks.push(format!(
                "is replaced: {property} is another, or a default behind it"
            ));
        }
    }
    breaks
}
