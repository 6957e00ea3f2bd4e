//! The template and the code say the same.

pub(crate) mod document;
mod permissions;

use std::collections::BTreeSet;

use document::{names, template, texts};
use serde_json::Value;

#[test]
fn the_custom_resource_has_exactly_the_properties_that_the_code_reads() {
    let template = template();
    let mut given = names(&template["Resources"]["QoveryCredentials"]["Properties"]);
    for of_cloudformation in ["ServiceToken", "ServiceTimeout"] {
        assert!(given.remove(of_cloudformation), "{of_cloudformation}");
    }
    let read: BTreeSet<String> = domain::properties::NAMES
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(given, read);
}

#[test]
fn qovery_gets_the_permissions_that_are_checked() {
    let template = template();
    let policy = &template["Resources"]["QoveryPermissions"]["Properties"]["PolicyDocument"];
    let statements = policy["Statement"].as_array().into_iter().flatten();
    let granted: BTreeSet<String> = statements
        .flat_map(|statement| texts(&statement["Action"]))
        .collect();
    let checked: BTreeSet<String> = domain::permissions::NEEDED
        .iter()
        .map(|need| need.granted.to_owned())
        .collect();
    assert_eq!(granted, checked);
}

#[test]
fn every_parameter_is_described_grouped_and_labelled() {
    let template = template();
    let parameters = names(&template["Parameters"]);
    let interface = &template["Metadata"]["AWS::CloudFormation::Interface"];
    let groups = interface["ParameterGroups"]
        .as_array()
        .into_iter()
        .flatten();
    let grouped: Vec<String> = groups
        .flat_map(|group| texts(&group["Parameters"]))
        .collect();
    assert_eq!(grouped.iter().cloned().collect::<BTreeSet<_>>(), parameters);
    assert_eq!(grouped.len(), parameters.len(), "one is in two groups");
    assert_eq!(names(&interface["ParameterLabels"]), parameters);
    for (name, parameter) in template["Parameters"].as_object().into_iter().flatten() {
        let description = parameter["Description"].as_str().unwrap_or_default();
        assert!(description.ends_with('.'), "{name}: `{description}`");
    }
}

#[test]
fn the_outputs_are_those_that_other_stacks_use() {
    let outputs = names(&template()["Outputs"]);
    let contract = [
        "CredentialsSecretArn",
        "QoveryConsoleUrl",
        "QoveryCredentialsId",
        "RoleArn",
        "TrustedPrincipals",
        "UserArn",
    ];
    assert_eq!(outputs, contract.map(str::to_owned).into());
}

#[test]
fn no_secret_is_a_parameter() {
    // `NoEcho` hides a value from whoever looks at the stack, and not from a custom resource's
    // event: secrets are named, never given.
    let template = template();
    let parameters = template["Parameters"].as_object().into_iter().flatten();
    for (name, parameter) in parameters {
        assert_eq!(parameter["NoEcho"], Value::Null, "{name}");
    }
}
