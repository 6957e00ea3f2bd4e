//! Resources that a stack must not lose or get anew: those that Qovery uses, and what holds or
//! answers for them.

use serde_json::Value;

use super::meaning;

/// Each type, with the properties whose change makes CloudFormation replace the resource.
///
/// Source: `createOnlyProperties` of the types' schemas; a test holds them equal.
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
        &["FunctionName", "PackageType", "TenancyConfig"],
    ),
    ("AWS::Logs::LogGroup", &["LogGroupName"]),
    // Members name the topic, and the queue holds what they asked.
    ("AWS::SNS::Topic", &["FifoTopic", "TopicName"]),
    ("AWS::SQS::Queue", &["FifoQueue", "QueueName"]),
    ("AWS::SecretsManager::Secret", &["Name"]),
    // CloudFormation refuses to change it at all.
    ("Custom::QoveryCredentials", &["ServiceToken"]),
];

/// What says whether a resource outlives its place in the template.
const POLICIES: [&str; 2] = ["DeletionPolicy", "UpdateReplacePolicy"];

pub(super) fn breaks(last: &Value, this: &Value) -> Vec<String> {
    let mut breaks = Vec::new();
    for (name, before) in last["Resources"].as_object().into_iter().flatten() {
        let kind = before["Type"].as_str().unwrap_or_default();
        let Some((_, replacing)) = REPLACING.iter().find(|(guarded, _)| *guarded == kind) else {
            continue;
        };
        let Some(after) = this["Resources"]
            .get(name)
            .filter(|after| after["Type"] == kind)
        else {
            breaks.push(format!("{name} is gone, or no {kind} any more"));
            continue;
        };
        let found = breaks_of((before, last), (after, this), replacing).into_iter();
        breaks.extend(found.map(|what| format!("{name} {what}")));
    }
    breaks
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
