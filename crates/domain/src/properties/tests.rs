use serde_json::json;

use super::*;
use crate::identities::IdentityName;

fn raw(value: Value) -> Raw {
    match value {
        Value::Object(object) => object,
        other => panic!("{other} is no object"),
    }
}

fn minimal() -> Value {
    json!({
        "ServiceToken": "arn:aws:lambda:eu-west-3:123456789012:function:f",
        "OrganizationId": "11111111-2222-3333-4444-555555555555",
        "CredentialsName": "aws-123456789012",
        "ApiTokenSecretArn": "arn:aws:secretsmanager:eu-west-3:123456789012:secret:token-AbCdEf",
        "RoleArn": "arn:aws:iam::123456789012:role/qovery-role",
        "TrustedPrincipals": "222222222222",
    })
}

#[test]
fn what_is_left_out_has_the_documented_default() {
    let properties = Properties::parse(&raw(minimal())).unwrap();
    assert!(matches!(properties.method, Method::AssumeRole(_)));
    assert_eq!(properties.permission_check, PermissionCheck::Enforce);
    assert_eq!(properties.on_existing, OnExisting::Adopt);
    assert_eq!(properties.on_delete, OnDelete::Protect);
    assert!(!properties.redeploy_clusters && properties.policies.is_empty());
    assert_eq!(
        DeleteProperties::read(&raw(minimal())).on_delete,
        OnDelete::Protect
    );
}

#[test]
fn all_faults_come_in_one_answer() {
    let faults = Properties::parse(&raw(json!({
        "OrganizationId": "acme",
        "CredentialsName": ["a"],
        "RoleArn": "qovery-role",
        "RedeployClusters": "yes",
        "AdditionalPolicyArns": "arn:aws:iam::123456789012:role/a",
        "TrustedPrincipals": ["222222222222", "everybody"],
        "OnExisting": "Replace",
    })))
    .unwrap_err();
    let text: Vec<_> = faults.iter().map(|f| f.message.as_str()).collect();
    insta::assert_snapshot!(text.join("\n"));
}

#[test]
fn principals_come_as_a_list_or_separated_by_commas() {
    for list in [
        json!("222222222222, arn:aws:iam::333333333333:role/q,"),
        json!(["222222222222", "arn:aws:iam::333333333333:role/q"]),
    ] {
        let mut all = minimal();
        all["TrustedPrincipals"] = list;
        let Method::AssumeRole(trust) = Properties::parse(&raw(all)).unwrap().method else {
            panic!("a role was asked for");
        };
        let names: Vec<_> = trust.principals.iter().map(ToString::to_string).collect();
        assert_eq!(names, ["222222222222", "arn:aws:iam::333333333333:role/q"]);
    }
}

#[test]
fn a_role_without_principals_is_refused() {
    let mut all = minimal();
    all["TrustedPrincipals"] = json!("");
    let faults = Properties::parse(&raw(all)).unwrap_err();
    assert_eq!(faults.len(), 1);
    assert!(faults[0].message.contains("TrustedPrincipals"));
}

#[test]
fn a_key_needs_its_user_and_its_secret_and_no_role() {
    let mut all = minimal();
    for name in ["RoleArn", "TrustedPrincipals"] {
        all[name] = json!("");
    }
    all["AuthenticationMethod"] = json!("StaticCredentials");
    let missing = Properties::parse(&raw(all.clone())).unwrap_err();
    let missing: Vec<_> = missing.iter().map(|f| f.message.as_str()).collect();
    assert_eq!(
        missing,
        [
            "property `UserName` is required",
            "property `SecretArn` is required"
        ]
    );
    all["UserName"] = json!("qovery");
    all["SecretArn"] = all["ApiTokenSecretArn"].clone();
    let method = Properties::parse(&raw(all)).unwrap().method;
    assert!(matches!(method, Method::StaticCredentials(user) if user.user_name == "qovery"));
}

#[test]
fn only_what_governs_a_later_deletion_or_adoption_asks_nobody() {
    let old = Properties::parse(&raw(minimal())).unwrap();
    for (name, value, asks_nobody) in [
        ("OnDelete", "Revoke", true),
        ("OnExisting", "Fail", true),
        ("PermissionCheck", "Skip", false),
        ("CredentialsName", "another", false),
        (
            "PermissionsBoundaryArn",
            "arn:aws:iam::123456789012:policy/bounds",
            false,
        ),
    ] {
        let mut all = minimal();
        all[name] = json!(value);
        let new = Properties::parse(&raw(all)).unwrap();
        assert_eq!(new.asks_nobody_after(&old), asks_nobody, "{name}");
    }
}

#[test]
fn an_unknown_property_is_named() {
    let mut all = minimal();
    all["Rolearn"] = json!("x");
    let unknown = unknown(&raw(all));
    assert_eq!(unknown.len(), 1);
    assert_eq!(unknown[0].message, "property `Rolearn` is unknown");
}

#[test]
fn a_deletion_reads_what_it_can_of_bad_properties() {
    let properties = DeleteProperties::read(&raw(json!({
        "OrganizationId": 7,
        "ApiTokenSecretArn": "arn:aws:secretsmanager:eu-west-3:123456789012:secret:token-AbCdEf",
        "OnDelete": "Revoke",
        "RoleArn": "arn:aws:iam::123456789012:role/qovery-role",
    })));
    assert!(properties.api_token_secret.is_some());
    assert_eq!(properties.organization, None);
    assert_eq!(properties.on_delete, OnDelete::Revoke);
    let role = properties.identity.unwrap();
    assert_eq!(role.name(), IdentityName::Role("qovery-role".to_owned()));
    let nothing = DeleteProperties::read(&raw(json!({"RoleArn": "qovery-role"})));
    assert_eq!(
        (nothing.identity, nothing.on_delete),
        (None, OnDelete::Protect)
    );
}
