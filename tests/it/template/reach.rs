//! How far the functions' rights reach: what carries the stack's tag, and single named things.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    document::{entries, template, texts},
    rights::function_statements,
};

#[test]
fn rights_on_roles_users_and_keys_depend_on_the_stack_s_tag() {
    for statement in function_statements(template()) {
        let actions = texts(&statement["Action"]);
        let is_on_identities = actions
            .iter()
            .any(|action| action.starts_with("iam:") || action.starts_with("secretsmanager:"));
        if !is_on_identities || is_on_what_the_template_names(&statement, &actions) {
            continue;
        }
        let tag = &statement["Condition"]["StringEquals"];
        let tag = &tag["aws:ResourceTag/qovery-aws-connect-stack"];
        assert_eq!(tag["!Ref"], "AWS::StackId", "{statement}");
    }
}

/// Reads of the present identity, all about the one policy, the API token, and the note on the
/// function's own role: each names one resource.
fn is_on_what_the_template_names(statement: &Value, actions: &[String]) -> bool {
    let reads = ["iam:GetRole", "iam:GetUser", "iam:SimulatePrincipalPolicy"];
    let is_exact = !statement["Resource"].to_string().contains("/*\"");
    let is_a_read = actions
        .iter()
        .all(|action| reads.contains(&action.as_str()));
    let resource = &statement["Resource"];
    let names_one = resource["!Ref"] == "QoveryPermissions"
        || resource["!If"][0] == "HasTokenSecret"
        || resource["!GetAtt"] == "ReconciliationFunctionRole.Arn";
    is_a_read && is_exact || names_one
}

#[test]
fn a_function_asks_about_its_own_stack_only() {
    for statement in function_statements(template()) {
        let actions = texts(&statement["Action"]);
        if actions
            .iter()
            .any(|action| action.starts_with("cloudformation:"))
        {
            assert_eq!(statement["Resource"]["!Ref"], "AWS::StackId", "{statement}");
        }
    }
}

#[test]
fn no_function_can_write_the_stack_s_tag() {
    let mut found = 0;
    for statement in function_statements(template()) {
        let actions = texts(&statement["Action"]);
        let writes_tags = |action: &String| action.contains(":Tag") || action.contains(":Untag");
        if !actions.iter().any(writes_tags) {
            continue;
        }
        found += 1;
        assert!(actions.iter().all(writes_tags), "{statement}");
        let condition = &statement["Condition"];
        // Of a request without tags, `ForAllValues` alone would be true.
        assert_eq!(condition["Null"]["aws:TagKeys"], "false", "{statement}");
        let keys = ["ForAllValues:StringLike", "ForAllValues:StringEquals"]
            .iter()
            .flat_map(|operator| texts(&condition[*operator]["aws:TagKeys"]));
        let keys: Vec<String> = keys.collect();
        let is_ours = |key: &String| key.starts_with("qovery-aws-connect/");
        assert!(!keys.is_empty() && keys.iter().all(is_ours), "{statement}");
    }
    assert_eq!(found, 4, "the statements about tags");
}

#[test]
fn a_kms_key_serves_only_through_its_service_and_for_what_it_encrypts() {
    let mut services = BTreeSet::new();
    for statement in function_statements(template()) {
        let actions = texts(&statement["Action"]);
        if !actions.iter().any(|action| action.starts_with("kms:")) {
            continue;
        }
        assert!(actions.iter().all(|action| action.starts_with("kms:")));
        let via = &statement["Condition"]["StringLike"]["kms:ViaService"];
        let (known, of_partition) = (via[0].as_str(), via[1]["!Sub"].as_str());
        let service = known.and_then(|via| via.strip_suffix(".*.amazonaws.com"));
        let service = service.expect("a service");
        let expected = format!("{service}.*.${{AWS::URLSuffix}}");
        assert_eq!(of_partition, Some(expected.as_str()));
        let encrypts = match service {
            "secretsmanager" => "kms:EncryptionContext:SecretARN",
            _ => "kms:EncryptionContext:aws:sns:topicArn",
        };
        let conditions = entries(&statement["Condition"]);
        let is_limited = conditions
            .into_iter()
            .any(|(_, of)| of.get(encrypts).is_some());
        assert!(is_limited, "{statement}");
        services.insert(service.to_owned());
    }
    assert_eq!(
        services,
        ["secretsmanager", "sns"].map(str::to_owned).into()
    );
}

#[test]
fn every_role_for_functions_and_schedule_takes_the_boundary() {
    let template = template();
    let boundary = |properties: &Value| properties["PermissionsBoundary"]["!If"][1].clone();
    for (name, resource) in entries(&template["Resources"]) {
        let properties = &resource["Properties"];
        let expected = match resource["Type"].as_str() {
            Some("AWS::IAM::Role") if name == "QoveryRole" => "PermissionsBoundaryArn",
            Some("AWS::IAM::User") => "PermissionsBoundaryArn",
            Some("AWS::IAM::Role") => "FunctionPermissionsBoundaryArn",
            _ => continue,
        };
        assert_eq!(boundary(properties)["!Ref"], expected, "{name}");
    }
    // SAM makes a role for each of these.
    let schedules = entries(&template["Resources"])
        .flat_map(|(_, resource)| entries(&resource["Properties"]["Events"]));
    let schedules: Vec<&Value> = schedules.map(|(_, event)| &event["Properties"]).collect();
    assert_eq!(schedules.len(), 1);
    assert_eq!(
        boundary(schedules[0])["!Ref"],
        "FunctionPermissionsBoundaryArn"
    );
}
