//! What is believed of a member, and what is not.

use serde_json::{Value, json};

use crate::{
    organization::{CredentialsName, ForeignEvent, ForeignNames, Hub, MEMBER_NAMES, Member},
    properties::{self, Method, OnDelete, PresentIdentity, Raw},
};

const STACK: &str = "arn:aws:cloudformation:eu-west-3:111111111111:stack/qovery/51af3dc0-da77";
const ROLE: &str = "arn:aws:iam::111111111111:role/qovery";
const POLICY: &str = "arn:aws:iam::111111111111:policy/qovery";

fn raw(value: Value) -> Raw {
    match value {
        Value::Object(raw) => raw,
        _ => Raw::new(),
    }
}

fn hub() -> Hub {
    let values = json!({
        "OrganizationId": "11111111-2222-4333-8444-555555555555",
        "ApiTokenSecretArn": "arn:aws:secretsmanager:eu-west-3:999999999999:secret:token-AbCdEf",
        "TrustedPrincipals": "222222222222",
        "OnDelete": "Revoke",
    });
    Hub::new(raw(values), "aws-{account_id}".parse().unwrap()).unwrap()
}

fn member() -> Member {
    Member::of(STACK, "eu-west-3", "aws").unwrap()
}

fn sent() -> Raw {
    raw(
        json!({ "ServiceToken": "arn:aws:sns:eu-west-3:999999999999:qovery-aws-connect",
        "ServiceTimeout": "3600", "RoleArn": ROLE, "PermissionsArn": POLICY, "RoleInputs": "a,b" }),
    )
}

#[test]
fn a_member_says_which_role_and_policy_and_the_hub_everything_else() {
    let read = hub()
        .properties(&member(), &sent(), ForeignNames::Refused)
        .unwrap();
    assert_eq!(read.permissions.as_str(), POLICY);
    let properties = read.properties;
    assert_eq!(properties.credentials_name, "aws-111111111111");
    assert_eq!(properties.on_delete, OnDelete::Revoke);
    let Method::AssumeRole(trust) = properties.method else {
        panic!("{:?}", properties.method);
    };
    assert_eq!(trust.role.as_str(), ROLE);
    assert_eq!(trust.principals.len(), 1);
}

#[test]
fn every_property_that_is_the_hubs_is_refused_by_name() {
    for name in properties::NAMES {
        let mut raw = sent();
        raw.insert((*name).to_owned(), json!("x"));
        let read = hub().properties(&member(), &raw, ForeignNames::Refused);
        if MEMBER_NAMES.contains(name) {
            continue;
        }
        let findings = read.unwrap_err();
        let is_named = |message: &str| message.contains(&format!("`{name}` is the hub's"));
        assert!(
            findings.iter().any(|one| is_named(&one.message)),
            "{name}: {findings:?}"
        );
    }
}

#[test]
fn an_update_reports_unknown_names_and_a_roll_back_those_of_the_hub_too() {
    let mut raw = sent();
    raw.insert("NameOfAnotherRelease".to_owned(), json!("x"));
    let reported = |raw: &Raw, names| {
        let read = hub().properties(&member(), raw, names);
        read.map(|read| read.ignored.len()).ok()
    };
    let each = |raw: &Raw| {
        [
            ForeignNames::Refused,
            ForeignNames::HubsRefused,
            ForeignNames::Reported,
        ]
        .map(|names| reported(raw, names))
    };
    assert_eq!(each(&raw), [None, Some(1), Some(1)]);
    raw.insert("OnDelete".to_owned(), json!("Revoke"));
    assert_eq!(each(&raw), [None, None, Some(2)]);
}

#[test]
fn all_faults_of_a_member_come_in_one_answer() {
    let raw = raw(
        json!({ "ApiUrl": "https://evil.example", "OnDelete": "Revoke",
        "RoleArn": "arn:aws:iam::222222222222:role/another-account" }),
    );
    let messages = hub()
        .properties(&member(), &raw, ForeignNames::Refused)
        .unwrap_err();
    assert_eq!(messages.len(), 4, "{messages:?}");
}

#[test]
fn a_deletion_reads_what_it_can_and_never_what_is_the_hubs() {
    let mut raw = sent();
    raw.insert("OnDelete".to_owned(), json!("Protect"));
    raw.insert("RoleArn".to_owned(), json!(7));
    let read = hub().delete_properties(&member(), &raw).unwrap();
    assert_eq!(read.properties.on_delete, OnDelete::Revoke);
    assert_eq!(read.properties.identity, None);
    let read = hub().delete_properties(&member(), &sent()).unwrap();
    let role = PresentIdentity::Role(ROLE.parse().unwrap());
    assert_eq!(read.properties.identity, Some(role));
    raw.remove("PermissionsArn");
    assert_eq!(hub().delete_properties(&member(), &raw), None);
}

#[test]
fn only_another_role_makes_the_old_properties_matter() {
    let new = hub()
        .properties(&member(), &sent(), ForeignNames::Refused)
        .unwrap()
        .properties;
    let mut old = sent();
    old.insert("RoleInputs".to_owned(), json!("c"));
    assert_eq!(hub().old_properties(&member(), &old, &new), None);
    old.insert(
        "RoleArn".to_owned(),
        json!(ROLE.replace("qovery", "before")),
    );
    assert!(hub().old_properties(&member(), &old, &new).is_some());
}

#[test]
fn a_member_is_an_account_of_the_hubs_region_and_partition() {
    let of = |stack: &str| Member::of(stack, "eu-west-3", "aws");
    assert_eq!(member().account().as_str(), "111111111111");
    let reader = member().role("qovery-connect-reader").unwrap();
    assert_eq!(
        reader.as_str(),
        "arn:aws:iam::111111111111:role/qovery-connect-reader"
    );
    assert_eq!(of("stack"), Err(ForeignEvent::StackId));
    assert_eq!(
        of(&STACK.replace("eu-west-3", "eu-west-1")),
        Err(ForeignEvent::Elsewhere)
    );
    assert_eq!(
        of(&STACK.replace("aws:", "aws-cn:")),
        Err(ForeignEvent::Elsewhere)
    );
}

#[test]
fn two_members_never_share_a_name() {
    assert!("qovery".parse::<CredentialsName>().is_err());
    assert!(
        format!("{{account_id}}{}", "x".repeat(128))
            .parse::<CredentialsName>()
            .is_err()
    );
}

#[test]
fn a_hub_that_says_too_little_does_not_start() {
    let faults = Hub::new(Raw::new(), "aws-{account_id}".parse().unwrap()).unwrap_err();
    assert!(faults.len() >= 3, "{faults:?}");
}
