//! The template and the code say the same, and both keep within AWS's limits.

mod alarms;
pub(crate) mod document;
mod environment;
mod hub_rights;
mod iam_changes;
mod identities;
mod limits;
mod organization;
mod parameters;
mod reach;
mod rights;
mod stack;

use std::collections::BTreeSet;

use document::{names, template, texts};

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
fn the_outputs_are_those_that_other_stacks_use() {
    let outputs = names(&template()["Outputs"]);
    let contract = [
        "CredentialsSecretArn",
        "QoveryConsoleUrl",
        "QoveryCredentialsId",
        "RoleArn",
        "TrustedPrincipals",
        "UserArn",
        "Version",
    ];
    assert_eq!(outputs, contract.map(str::to_owned).into());
}

#[test]
fn the_version_is_the_workspace_s() {
    let version = &template()["Outputs"]["Version"]["Value"];
    assert_eq!(version, env!("CARGO_PKG_VERSION"));
}
