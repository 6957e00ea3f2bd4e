//! What a stack would lose, one thing after another.

use serde_json::json;

use super::*;

/// Where a next version differs, how (JSON; null takes it away), and what is said of it.
type Loss = (&'static str, &'static str, &'static str);

const LOST: &[Loss] = &[
    ("/Parameters/OnDelete", "null", "parameter OnDelete is gone"),
    (
        "/Parameters/Added",
        r#"{"Type": "String"}"#,
        "parameter Added is new and has no default",
    ),
    (
        "/Parameters/LogRetentionDays/Type",
        r#""String""#,
        "LogRetentionDays has another type",
    ),
    (
        "/Parameters/OnDelete/AllowedValues",
        r#"["Protect"]"#,
        r#"OnDelete does not take "Revoke""#,
    ),
    (
        "/Parameters/RoleName/AllowedValues",
        r#"["a"]"#,
        "RoleName takes some values only",
    ),
    (
        "/Parameters/CredentialsName/MaxLength",
        "63",
        "CredentialsName has a tighter MaxLength",
    ),
    (
        "/Parameters/RetirementGraceDays/MinValue",
        "2",
        "RetirementGraceDays has a tighter MinValue",
    ),
    (
        "/Parameters/RoleName/Default",
        "null",
        "RoleName has no default any more",
    ),
    (
        "/Parameters/QoveryApiToken/NoEcho",
        "null",
        "QoveryApiToken is hidden in one",
    ),
    ("/Outputs/RoleArn", "null", "output RoleArn is gone"),
    (
        "/Outputs/RoleArn/Condition",
        "null",
        "output RoleArn is there on another condition",
    ),
    ("/Resources/QoveryRole", "null", "QoveryRole is gone"),
    (
        "/Resources/QoveryCredentials/Type",
        r#""Custom::Other""#,
        "QoveryCredentials is gone, or no",
    ),
    (
        "/Resources/QoveryKey/DeletionPolicy",
        r#""Delete""#,
        "QoveryKey is not retained",
    ),
    (
        "/Resources/QoveryPermissions/Properties/Description",
        r#""x""#,
        "QoveryPermissions is replaced: Desc",
    ),
    (
        "/Resources/RotationFunction/Properties/FunctionName",
        r#""x""#,
        "RotationFunction is replaced",
    ),
    (
        "/Parameters/OnDelete/Default",
        r#""Revoke""#,
        "OnDelete has another default, which reaches QoveryCredentials",
    ),
    (
        "/Rules/AssumeRoleNeedsAPrincipal/RuleCondition",
        "null",
        "AssumeRoleNeedsAPrincipal holds on another condition",
    ),
    (
        "/Rules/Added",
        r#"{"Assertions": [{"Assert": {"Fn::Equals": [{"Ref": "OnDelete"}, "Protect"]}}]}"#,
        "rule Added is new",
    ),
    (
        "/Rules/RegionHasCode/Assertions/0/Assert/Fn::Contains",
        r#"[["eu-west-3"], {"Ref": "AWS::Region"}]"#,
        "rule RegionHasCode refuses more",
    ),
    (
        "/Outputs/RoleArn/Value",
        r#"{"Ref": "RoleArn"}"#,
        "output RoleArn has another value",
    ),
    (
        "/Resources/QoveryKeyRotation",
        "null",
        "QoveryKeyRotation is gone",
    ),
    (
        "/Resources/ReconciliationFunctionSchedule",
        "null",
        "ReconciliationFunctionSchedule is gone",
    ),
    (
        "/Resources/QoveryRole/Properties/ManagedPolicyArns",
        "[]",
        "QoveryRole has another ManagedPolicyArns",
    ),
    (
        "/Resources/RotationFunction/Properties/DurableConfig",
        "{}",
        "RotationFunction is replaced: DurableConfig",
    ),
    (
        "/Resources/Added",
        r#"{"Type": "AWS::SecretsManager::Secret"}"#,
        "Added is new, and not retained",
    ),
];

/// Likewise of a hub.
const LOST_BY_A_HUB: &[Loss] = &[
    (
        "/Parameters/OnDelete/Default",
        r#""Revoke""#,
        "OnDelete has another default, which reaches RegistrarFunction",
    ),
    (
        "/Resources/RequestsPolicy",
        "null",
        "RequestsPolicy is gone",
    ),
    (
        "/Resources/RegistrarEvents",
        "null",
        "RegistrarEvents is gone",
    ),
    (
        "/Resources/MemberStacks/Properties/StackInstancesGroup",
        "[]",
        "MemberStacks has another StackInstancesGroup",
    ),
    (
        "/Resources/MemberStacks/Properties/AutoDeployment/RetainStacksOnAccountRemoval",
        "false",
        "MemberStacks has another AutoDeployment",
    ),
    (
        "/Resources/MemberStacks/Properties/Parameters",
        "[]",
        "MemberStacks has another Parameters",
    ),
    (
        "/Outputs/MemberLink/Value",
        r#""https://example.com""#,
        "output MemberLink has another value",
    ),
];

#[test]
fn what_a_stack_would_lose_is_named() {
    for (template, lost) in [(TEMPLATE, LOST), ("hub.json", LOST_BY_A_HUB)] {
        for (place, value, expected) in lost {
            let value = serde_json::from_str(value).unwrap();
            let found = breaks_of(template, place, value).join("\n");
            assert!(found.contains(expected), "{place}: {found}");
        }
    }
}

#[test]
fn the_list_of_regions_and_a_stack_set_s_parameters_may_grow() {
    let mut regions = first(TEMPLATE)["Rules"]["RegionHasCode"].clone();
    let listed = &mut regions["Assertions"][0]["Assert"]["Fn::Contains"][0];
    listed.as_array_mut().unwrap().push(json!("me-south-1"));
    let found = breaks_with("/Rules/RegionHasCode", regions);
    assert_eq!(found, Vec::<String>::new());
    let place = "/Resources/MemberStacks/Properties/Parameters";
    let mut parameters = first("hub.json").pointer(place).unwrap().clone();
    let added = json!({"ParameterKey": "Added", "ParameterValue": ""});
    parameters.as_array_mut().unwrap().push(added);
    let found = breaks_of("hub.json", place, parameters);
    assert_eq!(found, Vec::<String>::new());
}
